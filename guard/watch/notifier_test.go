package watch

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"giumat/guard/event"

	"github.com/fsnotify/fsnotify"
)

// moody is the system's notifier with knobs.
type moody struct {
	notifier
	refuse  func(folder string) error // what Add answers, nil to pass it on
	lose    *atomic.Bool              // changes vanish, and an overflow is told instead
	changes chan fsnotify.Event
	errs    chan error
	ended   sync.WaitGroup
	closed  chan struct{}
}

func (m *moody) Changes() <-chan fsnotify.Event { return m.changes }
func (m *moody) Errors() <-chan error           { return m.errs }

func (m *moody) Add(folder string) error {
	if err := m.refuse(folder); err != nil {
		return err
	}
	return m.notifier.Add(folder)
}

func (m *moody) Close() error {
	close(m.closed)
	err := m.notifier.Close()
	m.ended.Wait()
	close(m.changes)
	close(m.errs)
	return err
}

// pass passes changes on, or loses them.
func (m *moody) pass() {
	for e := range m.notifier.Changes() {
		if m.lose.Load() {
			select {
			case m.errs <- fsnotify.ErrEventOverflow:
			case <-m.closed:
			}
			continue
		}
		select {
		case m.changes <- e:
		case <-m.closed:
		}
	}
}

// beMoody puts knobs on the watcher's notifier.
func beMoody(w *Watcher, refuse func(string) error, lose *atomic.Bool) {
	w.connect = func() (notifier, error) {
		n, err := connectSystem()
		if err != nil {
			return nil, err
		}
		m := &moody{
			notifier: n, refuse: refuse, lose: lose,
			changes: make(chan fsnotify.Event), errs: make(chan error), closed: make(chan struct{}),
		}
		m.ended.Go(m.pass)
		return m, nil
	}
}

func allow(string) error { return nil }

func TestOverflow(t *testing.T) {
	dir := folder(t)
	mkdir(t, filepath.Join(dir, "old/in"))
	var lose atomic.Bool
	r := startWith(t, Config{Folders: []string{dir}}, func(w *Watcher) { beMoody(w, allow, &lose) })

	lose.Store(true)
	rename(t, filepath.Join(dir, "old"), filepath.Join(dir, "new"))
	mkdir(t, filepath.Join(dir, "a/b"))
	write(t, filepath.Join(dir, "a/b/x.docx"), "text")
	r.until("the overflow is counted", func() bool { return r.Status().Overflows > 0 })
	lose.Store(false)
	r.awaits(filepath.Join(dir, "a/b/x.docx"))
	r.until("the new folders are watched", func() bool { return r.Status().Watched == 5 })

	// The watch of a folder whose renaming was lost must not go by its old name.
	write(t, filepath.Join(dir, "new/in/y.docx"), "text")
	r.awaits(filepath.Join(dir, "new/in/y.docx"))
	write(t, filepath.Join(dir, "a/b/z.docx"), "text")
	r.awaits(filepath.Join(dir, "a/b/z.docx"))
}

// More files at once than can be held back are found by sweeping.
func TestTooManyPending(t *testing.T) {
	dir := folder(t)
	r := startWith(t, Config{Folders: []string{dir}}, func(w *Watcher) { w.settler.limit, w.inbox.limit = 10, 10 })
	var paths []string
	for i := range 300 {
		paths = append(paths, filepath.Join(dir, strings.Repeat("x", i%30+1), strings.Repeat("y", i/30+1)))
		mkdir(t, filepath.Dir(paths[i]))
		write(t, paths[i], "text")
	}
	for _, p := range paths {
		r.until("each file was told", func() bool { return r.count(p) > 0 })
	}
	if r.Status().Overflows == 0 {
		t.Error("no overflow counted")
	}
}

func TestUnwatchedFolder(t *testing.T) {
	for name, test := range map[string]struct {
		err    error
		reason string
	}{
		"limit":      {syscall.ENOSPC, "limit on watched folders"},
		"permission": {&fs.PathError{Op: "open", Path: "secret", Err: fs.ErrPermission}, "permission denied"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t)
			deep := filepath.Join(dir, "far/away")
			mkdir(t, deep)
			var full atomic.Bool
			full.Store(true)
			refuse := func(path string) error {
				if full.Load() && within(path, filepath.Join(dir, "far")) {
					return test.err
				}
				return nil
			}
			r := startWith(t, Config{Folders: []string{dir}, Rescan: 50 * time.Millisecond}, func(w *Watcher) {
				beMoody(w, refuse, new(atomic.Bool))
			})
			s := r.Status()
			if len(s.Problems) != 1 || s.Problems[0].What != Unwatched || s.Problems[0].Path != dir || s.Unwatched != 2 {
				t.Errorf("%d unwatched, problems %v; want 2 and one", s.Unwatched, s.Problems)
			} else if p := s.Problems[0]; !strings.Contains(p.Reason, test.reason) || strings.Contains(p.Reason, "secret") {
				t.Errorf("reason %q, want %q and no name", p.Reason, test.reason)
			}

			write(t, filepath.Join(deep, "x.docx"), "text")
			r.awaits(filepath.Join(deep, "x.docx"))

			full.Store(false)
			r.until("all are watched", func() bool { s := r.Status(); return s.Unwatched == 0 && s.Watched == 3 && len(s.Problems) == 0 })
		})
	}
}

// Even a system that gives no notice at all is watched, from time to time.
func TestNoNotifier(t *testing.T) {
	dir := folder(t)
	var have atomic.Bool
	r := startWith(t, Config{Folders: []string{dir}, Rescan: 50 * time.Millisecond}, func(w *Watcher) {
		w.connect = func() (notifier, error) {
			if !have.Load() {
				return nil, errors.New("too many open files")
			}
			return connectSystem()
		}
	})
	path := filepath.Join(dir, "x.docx")
	write(t, path, "text")
	r.awaits(path)
	if p := r.Status().Problems; len(p) != 1 || p[0].What != Unwatched || r.last(path).Channel != event.AtRest {
		t.Errorf("problems %v, want one", p)
	}
	have.Store(true)
	r.until("a notifier is had", func() bool { s := r.Status(); return s.Watched == 1 && len(s.Problems) == 0 })
}
