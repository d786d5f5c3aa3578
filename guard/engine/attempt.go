package engine

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/policy"
	"giumat/guard/redact"
	"giumat/rules"
)

// Document tells whether a file that begins with head, of at most detectors.HeadBytes, could be a document.
func (e *Engine) Document(head []byte) bool { return e.Judge.Inspector.Document(head) }

// Clean tells, without reading f, whether it is known that every program may open what f holds now.
func (e *Engine) Clean(f *os.File, path string) bool {
	judged, known := e.Judge.Known(f, path)
	return known && e.Policy.Passes(judged.Verdict)
}

// Open decides whether a program may open a file, while the program waits. clean says that every program may, until the
// file changes. What policy only warns of may be opened: to open a file is not yet to send it.
func (e *Engine) Open(ctx context.Context, o event.Opening) (allow, clean bool) {
	judged, err := e.Judge.Open(ctx, o.File, o.Path)
	switch {
	case err != nil:
		return e.Undecided(o), false
	case e.Policy.Passes(judged.Verdict):
		return true, true
	case e.Judge.Cache.Handled(judged.Key, o.Path, givenBack):
		return true, false
	}
	f := event.File{Path: o.Path, Channel: o.Channel, Drive: o.Drive, PID: o.PID, Seen: o.Seen}
	f.User = e.whose(f)
	d := decided{f, judged, e.Policy.At(e.Now()).Decide(judged.Verdict, o.Channel), o.Channel}
	if !stops(d.Decision) {
		return true, false
	}
	e.note(ctx, d, act.Outcome{Result: act.Blocked}, o.Program)
	return false, false
}

// Undecided is the answer for a program that can wait no longer: what policy says of a document that was not inspected.
func (e *Engine) Undecided(o event.Opening) (allow bool) {
	return !stops(e.Policy.At(e.Now()).Decide(rules.Verdict{State: rules.Partial}, o.Channel))
}

// Bounds on what is looked at when files are copied: a user waits for his paste.
const (
	copiedFiles  = 5_000
	copiedWithin = 10 * time.Second
)

// Copied judges a list of files and folders that a user put on the clipboard. It may stay there when refused is nil;
// otherwise it is to be taken off, and refused is to be told how that went. What Copied cannot look at within 10 s, or
// beyond 5,000 files, is looked at where it arrives.
func (e *Engine) Copied(ctx context.Context, user string, paths []string) (refused func(error)) {
	bounded, cancel := context.WithTimeout(ctx, copiedWithin)
	defer cancel()
	files := 0
	for _, path := range paths {
		_ = filepath.WalkDir(path, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return nil
			}
			if files++; files > copiedFiles || bounded.Err() != nil || refused != nil {
				return fs.SkipAll
			}
			refused = e.paste(bounded, user, path)
			return nil
		})
	}
	return refused
}

// paste judges one file of a list. One that lies where it is locked cannot be pasted anyway.
func (e *Engine) paste(ctx context.Context, user, path string) (refused func(error)) {
	if e.Holder != nil && e.Holder.Holding(path) {
		return nil
	}
	judged, err := e.Judge.File(ctx, path)
	if err != nil {
		if ctx.Err() == nil {
			e.Logger.Warn("a copied file was not judged", slog.Any("error", redact.Error(err)))
		}
		return nil
	}
	if e.Judge.Cache.Handled(judged.Key, path, givenBack) {
		return nil
	}
	f := event.File{Path: path, Channel: event.Clipboard, User: user, Seen: e.Now()}
	f.User = e.whose(f)
	d := decided{f, judged, e.Policy.At(e.Now()).Decide(judged.Verdict, event.Clipboard), event.Clipboard}
	switch d.Action {
	case policy.Allow:
		return nil
	case policy.Record:
		e.note(ctx, d, act.Outcome{Result: act.Recorded}, "")
		return nil
	case policy.Warn:
		e.note(ctx, d, act.Outcome{Result: act.Warned}, "")
		return nil
	}
	return func(err error) {
		o := act.Outcome{Result: act.Blocked}
		if err != nil {
			o = act.Failure(err)
		}
		e.note(ctx, d, o, "")
	}
}

// stops tells whether an attempt that d is about does not come off.
func stops(d policy.Decision) bool { return d.Action.Severity() >= policy.Block.Severity() }

// note records and tells an attempt. It returns at once: a program or a user waits for the answer.
func (e *Engine) note(ctx context.Context, d decided, outcome act.Outcome, program string) {
	ctx = context.WithoutCancel(ctx) // the attempt is over before it is written down
	e.asked.Go(func() {
		in := e.incident(d, outcome)
		in.Program = program
		kept, repeated, err := e.record(ctx, in)
		switch {
		case err != nil:
			e.Logger.Error("an attempt was not recorded", slog.Any("error", err))
		case !repeated:
			e.tell(ctx, notice(d.File, kept, outcome))
		}
	})
}
