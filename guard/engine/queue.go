package engine

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/redact"
)

// A file that another program is writing is tried again, once a second and for as long as a large copy to a slow
// stick may take. Beyond maxWaiting such files at once, the next ones are told as failures right away.
const (
	busyPause  = time.Second
	busyTries  = 600
	maxWaiting = 256
)

// Run handles files until ctx is done, or until files is closed and all are handled. The sender waits while all
// workers are busy.
func (e *Engine) Run(ctx context.Context, files <-chan event.File) error {
	q := &queue{engine: e, waiting: make(chan struct{}, maxWaiting), turns: map[string]*turn{}}
	for range e.Workers {
		q.jobs.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case f, open := <-files:
					if !open {
						return
					}
					e.working.Add(1)
					q.handle(ctx, f)
					e.working.Add(-1)
				}
			}
		})
	}
	q.jobs.Wait()
	e.asked.Wait()
	return nil
}

// queue is the files in work.
type queue struct {
	engine  *Engine
	jobs    sync.WaitGroup
	waiting chan struct{} // one for each file that waits to be no longer busy

	mu    sync.Mutex
	turns map[string]*turn
}

// turn lets one worker at a time have a path: two looks at once would tell the same thing twice.
type turn struct {
	sync.Mutex
	wanted int
}

func (q *queue) handle(ctx context.Context, f event.File) {
	select {
	case q.waiting <- struct{}{}:
	default:
		q.try(ctx, f, true)
		return
	}
	if !q.try(ctx, f, false) {
		<-q.waiting
		return
	}
	q.jobs.Go(func() {
		defer func() { <-q.waiting }()
		for n := range busyTries {
			select {
			case <-ctx.Done():
				return
			case <-time.After(busyPause):
			}
			if !q.try(ctx, f, n == busyTries-1) {
				return
			}
		}
	})
}

// try brings one file through the stages, logs what failed and tells whether the file is busy. The log names no file:
// a name may be secret too.
func (q *queue) try(ctx context.Context, f event.File, last bool) (busy bool) {
	defer q.take(f.Path)()
	err := q.engine.Handle(ctx, f, last)
	switch {
	case errors.Is(err, act.ErrBusy):
		return true
	case err == nil, ctx.Err() != nil, errors.Is(err, fs.ErrNotExist):
	case errors.Is(err, fs.ErrPermission):
		q.engine.Logger.Warn("no permission to look at a file", slog.String("channel", string(f.Channel)))
	default:
		q.engine.Logger.Error("a file was not handled", slog.String("channel", string(f.Channel)), slog.Any("error", redact.Error(err)))
	}
	return false
}

// take waits for the path's turn and returns what ends it.
func (q *queue) take(path string) (leave func()) {
	q.mu.Lock()
	t := q.turns[path]
	if t == nil {
		t = &turn{}
		q.turns[path] = t
	}
	t.wanted++
	q.mu.Unlock()
	t.Lock()
	return func() {
		t.Unlock()
		q.mu.Lock()
		defer q.mu.Unlock()
		if t.wanted--; t.wanted == 0 {
			delete(q.turns, path)
		}
	}
}
