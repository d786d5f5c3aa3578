package watch

import (
	"context"
	"io/fs"
	"slices"
	"sync"
	"time"
)

// A sweeper reports every file below the folders it is asked to sweep, one folder after another. A file that was
// written a moment ago goes to the settler instead.
type sweeper struct {
	roots    *roots
	problems *problems
	settler  *settler
	quiet    time.Duration
	done     func() // called when nothing is left to sweep
	wake     chan struct{}

	mu    sync.Mutex
	want  []string // to be swept; the first is being swept now
	files int      // met since there was last nothing to sweep
	last  Sweep
}

// Sweep tells of a sweep that came to its end.
type Sweep struct {
	Ended time.Time // zero: none has ended yet
	Files int       // how many files were met
}

func newSweeper(w *Watcher) *sweeper {
	done := w.cfg.Swept
	if done == nil {
		done = func() {}
	}
	return &sweeper{
		roots: &w.roots, problems: &w.problems, settler: w.settler, quiet: w.cfg.Quiet,
		done: done, wake: make(chan struct{}, 1),
	}
}

// request asks for the folders to be swept. One that is being swept just now is swept once more.
func (s *sweeper) request(dirs ...string) {
	s.mu.Lock()
	for _, dir := range dirs {
		if i := slices.Index(s.want, dir); i <= 0 {
			s.want = append(s.want, dir)
		}
	}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *sweeper) status() (last Sweep, left int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last, len(s.want)
}

func (s *sweeper) run(ctx context.Context, emit func(path string) error) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		for dir := s.first(); dir != ""; dir = s.advance() {
			if s.sweep(ctx, dir, emit) != nil {
				return
			}
		}
	}
}

func (s *sweeper) first() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.want) == 0 {
		return ""
	}
	return s.want[0]
}

// advance strikes the folder just swept off the list and returns the next; with none left the sweep has ended.
func (s *sweeper) advance() string {
	s.mu.Lock()
	s.want = s.want[1:]
	if len(s.want) > 0 {
		defer s.mu.Unlock()
		return s.want[0]
	}
	s.last = Sweep{Ended: time.Now(), Files: s.files}
	s.files = 0
	s.mu.Unlock()
	s.done()
	return ""
}

func (s *sweeper) sweep(ctx context.Context, dir string, emit func(path string) error) error {
	return walk(ctx, dir, visitor{
		enter: func(path string) bool { return s.roots.enter(dir, path) },
		file: func(path string, d fs.DirEntry) error {
			if temporary(path) {
				return nil
			}
			s.mu.Lock()
			s.files++
			s.mu.Unlock()
			if s.fresh(d) && s.settler.touch(path) {
				return nil
			}
			return emit(path)
		},
		unreadable: func(string, error) {}, // told already when the folder was to be watched, just before
	})
}

// fresh tells whether the file was written within the quiet time, by this PC's clock. A drive written on a PC whose
// clock is ahead is not fresh.
func (s *sweeper) fresh(d fs.DirEntry) bool {
	info, err := d.Info()
	return err == nil && time.Since(info.ModTime()).Abs() < s.quiet
}
