package nativehost

import (
	"context"
	"fmt"
	"log/slog"
)

// result is what a worker found out about an upload.
type result struct {
	upload *upload
	answer Answer
}

// judgeEnds asks by the hash, then by the ends, and where these are the whole file, by the whole.
func (s *session) judgeEnds(u *upload, b *body) Answer {
	if a := s.judge.Known(u.ctx, u.info); a.Verdict != Need {
		return a
	}
	whole := b.whole()
	if whole && !b.is(u.info.SHA256) {
		return s.blocked("native_changed", u.info.Name)
	}
	if a := s.judge.Peek(u.ctx, u.info, b.head, b.tail); a.Verdict != Need || !whole {
		return a
	}
	if u.ctx.Err() != nil {
		return Answer{} // that nobody waits for
	}
	return s.judgeBody(u, b)
}

// judgeBody asks by all the bytes, of which those are fetched that are read.
func (s *session) judgeBody(u *upload, b *body) Answer {
	if parts := b.forecast(); len(parts) > 0 {
		b.ask(parts)
	}
	a := final(s.judge.Read(u.ctx, u.info, b, b.size))
	if u.ctx.Err() != nil {
		return s.blocked("native_late", u.info.Name) // it may have read less than there is
	}
	return a
}

// wanted says that a worker reads parts of a file that are not here yet.
type wanted struct {
	upload *upload
	parts  []span
}

// want tells the session what to fetch, unless ctx ends, and with it the read that waits.
func (s *session) want(ctx context.Context, w wanted) {
	select {
	case s.wanted <- w:
	case <-ctx.Done():
	}
}

func (s *session) judgeReason(u *upload, reason string) Answer {
	return final(s.judge.GoOn(u.ctx, u.info, reason))
}

// final makes a block of Need where there is no more to be had.
func final(a Answer) Answer {
	if a.Verdict == Need {
		a.Verdict = Block
	}
	return a
}

// work has a worker find the answer for an upload and tell the session.
func (s *session) work(u *upload, find func() Answer) {
	u.stage = judging
	name := u.info.Name
	s.workers.Go(func() {
		r := result{u, s.guarded(name, find)}
		select {
		case s.results <- r:
		case <-s.ctx.Done():
		}
	})
}

// guarded makes a block of a panic, and gives words to a block without any. What was panicked with may hold words of a
// document: only its type is told.
func (s *session) guarded(name string, find func() Answer) (a Answer) {
	defer func() {
		if p := recover(); p != nil {
			s.options.Logger.Error("judging an upload has panicked", slog.String("type", fmt.Sprintf("%T", p)))
			a = s.blocked("native_failed", name)
		}
	}()
	a = find()
	switch a.Verdict {
	case Allow, Warn, Need:
	default:
		if a.Title == "" && a.Body == "" {
			return s.blocked("native_failed", name) // nobody is stopped without words
		}
	}
	return a
}

// blocked is an answer of ours, without a Judge.
func (s *session) blocked(key, name string) Answer {
	return Answer{Verdict: Block, Title: s.options.Say("native_blocked_title"), Body: s.options.Say(key, "file", name)}
}

// notes tells the Judge what wants no answer, one after the other, to the last.
func (s *session) notes() {
	for note := range s.noted {
		s.guardedNote(note)
	}
}

func (s *session) guardedNote(note func()) {
	defer func() {
		if p := recover(); p != nil {
			s.options.Logger.Error("taking a note has panicked", slog.String("type", fmt.Sprintf("%T", p)))
		}
	}()
	note()
}

// note leaves a note for later. Where too many wait, it is dropped: none of them changes a verdict.
func (s *session) note(note func()) {
	select {
	case s.noted <- note:
	default:
		s.options.Logger.Warn("a note of the extension was dropped")
	}
}
