package clipboard

import (
	"context"
	"log/slog"
	"sync"
)

// A list is what is on the clipboard at one time; without paths there is no list of files on it.
type list struct {
	Copied
	time uint32 // when it was put there, in milliseconds of the X server's clock; 0 on Windows
}

// A board is the clipboard of one system.
type board interface {
	// Run sends what is on the clipboard, and what is there after each change, until ctx is done or the clipboard is
	// gone. It is called once, and lets go of everything at its end.
	Run(ctx context.Context, lists chan<- list) error
	// Empty takes l off the clipboard. When something newer is there, it stays, and that is no error.
	Empty(ctx context.Context, l list) error
}

// A follower asks about one list at a time.
type follower struct {
	board   board
	ask     Ask
	o       Options
	jobs    sync.WaitGroup
	answers chan bool

	now    list   // on the clipboard
	fresh  bool   // now is a list that nobody was asked about
	asking bool   // ask has not returned
	cancel func() // of the question; nil when its list is no longer on the clipboard
}

// follow returns when all is closed and ask has returned.
func follow(ctx context.Context, b board, ask Ask, o Options) error {
	ctx, stop := context.WithCancel(ctx)
	f := &follower{board: b, ask: ask, o: o, answers: make(chan bool, 1)}
	defer f.jobs.Wait()
	defer stop()

	lists := make(chan list)
	ended := make(chan error, 1)
	f.jobs.Go(func() { ended <- b.Run(ctx, lists) })
	for {
		select {
		case l := <-lists:
			f.changed(l)
		case leave := <-f.answers:
			f.answered(ctx, leave)
		case err := <-ended:
			return err
		}
		if f.fresh && !f.asking {
			f.question(ctx)
		}
	}
}

// changed notes what is on the clipboard now. Systems tell several times of one copy, so the same list again is no
// reason to stop thinking about it.
func (f *follower) changed(l list) {
	again := f.cancel != nil && l.same(f.now.Copied)
	f.now = l
	if again {
		return
	}
	f.fresh = len(l.Paths) > 0
	f.supersede()
}

// supersede tells ask that nobody waits for its answer any more.
func (f *follower) supersede() {
	if f.cancel != nil {
		f.cancel()
		f.cancel = nil
	}
}

func (f *follower) question(ctx context.Context) {
	f.fresh, f.asking = false, true
	ctx, f.cancel = context.WithCancel(ctx)
	copied := f.now.Copied
	f.jobs.Go(func() { f.answers <- f.ask(ctx, copied) })
}

func (f *follower) answered(ctx context.Context, leave bool) {
	wanted := f.cancel != nil
	f.asking = false
	f.supersede()
	if leave || !wanted || ctx.Err() != nil {
		return
	}
	err := f.board.Empty(ctx, f.now)
	if err != nil {
		f.o.Logger.Warn("clipboard_not_emptied", slog.Any("err", err))
	}
	f.o.Emptied(f.now.Copied, err)
}
