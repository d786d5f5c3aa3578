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
	var workers sync.WaitGroup
	for range e.Workers {
		workers.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case f, open := <-files:
					if !open {
						return
					}
					e.Meet(ctx, f)
				}
			}
		})
	}
	workers.Wait()
	e.queue.jobs.Wait()
	e.asked.Wait()
	return nil
}

// Meet brings one file through the stages before it returns, unless another program is writing it: then it is tried
// again later, while Run runs.
func (e *Engine) Meet(ctx context.Context, f event.File) {
	e.working.Add(1)
	defer e.working.Add(-1)
	if !e.queue.room() {
		e.try(ctx, f, true)
		return
	}
	if !e.try(ctx, f, false) {
		e.queue.leave()
		return
	}
	e.queue.jobs.Go(func() {
		defer e.queue.leave()
		for n := range busyTries {
			select {
			case <-ctx.Done():
				return
			case <-time.After(busyPause):
			}
			if !e.try(ctx, f, n == busyTries-1) {
				return
			}
		}
	})
}

// try brings one file through the stages, logs what failed and tells whether the file is busy. The log names no file:
// a name may be secret too.
func (e *Engine) try(ctx context.Context, f event.File, last bool) (busy bool) {
	defer e.queue.take(f.Path)()
	err := e.Handle(ctx, f, last)
	switch {
	case errors.Is(err, act.ErrBusy):
		return true
	case err == nil, ctx.Err() != nil, errors.Is(err, fs.ErrNotExist):
	case errors.Is(err, fs.ErrPermission):
		e.Logger.Warn("no permission to look at a file", slog.String("channel", string(f.Channel)))
	default:
		e.Logger.Error("a file was not handled", slog.String("channel", string(f.Channel)), slog.Any("error", redact.Error(err)))
	}
	return false
}

// queue is the files in work. Its zero value is ready.
type queue struct {
	jobs sync.WaitGroup // files that are tried again

	mu      sync.Mutex
	waiting int // files that may have to wait to be no longer busy
	turns   map[string]*turn
}

// turn lets one worker at a time have a path: two looks at once would tell the same thing twice.
type turn struct {
	sync.Mutex
	wanted int
}

// room takes a place among the files that may wait, if there is one.
func (q *queue) room() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.waiting >= maxWaiting {
		return false
	}
	q.waiting++
	return true
}

func (q *queue) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting--
}

// take waits for the path's turn and returns what ends it.
func (q *queue) take(path string) (leave func()) {
	q.mu.Lock()
	if q.turns == nil {
		q.turns = map[string]*turn{}
	}
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
