package watch

import (
	"context"
	"io/fs"
	"sync"
	"time"

	"giumat/guard/event"
)

// A sweeper reports every file below the folders it is asked to sweep, one folder after another. A file that was
// written a moment ago goes to the settler instead.
type sweeper struct {
	roots   *roots
	settler *settler
	quiet   time.Duration
	slack   time.Duration // clockSlack; a test may shorten it
	done    func()        // called when nothing is left to sweep
	wake    chan struct{}

	mu     sync.Mutex
	want   []errand // to be swept; the first is being swept now
	asked  bool     // since the last sweep ended
	files  int      // met since then
	online int      // of them in the cloud only
	last   Sweep
}

// An errand is one folder to sweep.
type errand struct {
	dir   string
	cause event.Cause // Brought: it has just come into sight; Missed: it is looked at again
}

// errands returns one for each folder.
func errands(cause event.Cause, dirs ...string) []errand {
	var list []errand
	for _, dir := range dirs {
		list = append(list, errand{dir, cause})
	}
	return list
}

// Sweep tells of a sweep that came to its end.
type Sweep struct {
	Ended time.Time // zero: none has ended yet
	Files int       // how many files were met
	// Online is how many of them are in a cloud service only: to read one would download it. It is looked at when it
	// comes to this PC.
	Online int
}

func newSweeper(w *Watcher) *sweeper {
	done := w.cfg.Swept
	if done == nil {
		done = func() {}
	}
	return &sweeper{
		roots: &w.roots, settler: w.settler, quiet: w.cfg.Quiet, slack: clockSlack,
		done: done, wake: make(chan struct{}, 1),
	}
}

// request asks for the folders to be swept. One that is being swept just now is swept once more. Folders that come
// together are named together, so that the end of one is not taken for the end of all. One that has come into sight
// and was not swept since is not looked at again, but for the first time.
func (s *sweeper) request(list ...errand) {
	s.mu.Lock()
	s.asked = true
	for _, e := range list {
		i := len(s.want) - 1
		for i > 0 && s.want[i].dir != e.dir {
			i--
		}
		switch {
		case i <= 0:
			s.want = append(s.want, e)
		case e.cause == event.Brought:
			s.want[i].cause = e.cause
		}
	}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *sweeper) status() (last Sweep, sweeping bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last, s.asked || s.last.Ended.IsZero()
}

// run sweeps what is asked for until emit fails or ctx is done.
func (s *sweeper) run(ctx context.Context, emit func(path string, cause event.Cause) error) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		for e, more := s.first(); more; e, more = s.first() {
			if s.sweep(ctx, e, emit) != nil {
				return
			}
			s.strike()
		}
		if s.end() {
			s.done()
		}
	}
}

func (s *sweeper) first() (e errand, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.want) == 0 {
		return errand{}, false
	}
	return s.want[0], true
}

func (s *sweeper) strike() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.want = s.want[1:]
}

// end tells whether a sweep has ended just now. One that had nothing to sweep counts.
func (s *sweeper) end() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.asked || len(s.want) > 0 {
		return false
	}
	s.last = Sweep{Ended: time.Now(), Files: s.files, Online: s.online}
	s.asked, s.files, s.online = false, 0, 0
	return true
}

// sweep reports the files below a folder, but not those of another root inside it, which is swept by itself.
func (s *sweeper) sweep(ctx context.Context, e errand, emit func(path string, cause event.Cause) error) error {
	around, ok := s.roots.of(e.dir)
	if !ok {
		return nil
	}
	return walk(ctx, e.dir, visitor{
		enter: func(path string) bool {
			r, ok := s.roots.of(path)
			return ok && (path == e.dir || path != r.path)
		},
		file: func(path string, d fs.DirEntry) error {
			if temporary(path) {
				return nil
			}
			online := onlineOnly(path)
			s.mu.Lock()
			s.files++
			if online {
				s.online++
			}
			s.mu.Unlock()
			if online {
				return nil
			}
			if s.settler.has(path) || s.fresh(d) && s.settler.touch(path) {
				return nil
			}
			return emit(path, s.cause(e, around, path, d))
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
