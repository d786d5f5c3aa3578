package watch

import (
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"giumat/guard/drives"
	"giumat/guard/event"
)

// asking is a system that asks before a drive leaves, as a test has it.
type asking struct {
	mu    sync.Mutex
	tell  map[string]func(drives.Departure)
	stops atomic.Int32
}

func (a *asking) departures(path string, tell func(drives.Departure)) (func(), error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.tell == nil {
		a.tell = map[string]func(drives.Departure){}
	}
	a.tell[path] = tell
	return func() { a.stops.Add(1) }, nil
}

func (a *asking) say(path string, d drives.Departure) {
	a.mu.Lock()
	tell := a.tell[path]
	a.mu.Unlock()
	tell(d)
}

// stick runs a watcher with one drive in it.
func stick(t *testing.T, leaving func(string)) (r *running, a *asking, mount string) {
	mount = folder(t)
	write(t, filepath.Join(mount, "x.docx"), "text")
	mkdir(t, filepath.Join(mount, "in"))
	a = &asking{}
	r = startWith(t, Config{
		Removable: []string{mount}, Folders: []string{filepath.Join(mount, "in")}, Leaving: leaving,
	}, func(w *Watcher) { w.departures = a.departures })
	r.awaits(filepath.Join(mount, "x.docx"))
	return r, a, mount
}

func TestDriveIsLetGoWhenAsked(t *testing.T) {
	var left []string
	r, a, mount := stick(t, func(path string) { left = append(left, path) })
	a.say(mount, drives.Asked)
	if s := r.Status(); s.Watched != 0 || len(s.Drives) != 0 || len(left) != 1 || left[0] != mount {
		t.Fatalf("%d folders watched, %d drives, others told %d times; want all let go", s.Watched, len(s.Drives), len(left))
	}
	before := r.total()
	write(t, filepath.Join(mount, "y.docx"), "text")
	time.Sleep(10 * r.check) // it must not come back by itself
	if s := r.Status(); s.Watched != 0 || r.total() != before {
		t.Errorf("%d folders watched again while the drive is leaving, %d files told", s.Watched, r.total()-before)
	}

	a.say(mount, drives.Refused)
	r.awaits(filepath.Join(mount, "y.docx"))
	if f := r.last(filepath.Join(mount, "y.docx")); f.Cause != event.Written || f.Channel != event.Removable {
		t.Errorf("told by %q as %q, want as written on the drive", f.Channel, f.Cause)
	}
	write(t, filepath.Join(mount, "z.docx"), "text")
	r.awaits(filepath.Join(mount, "z.docx"))
	if n := a.stops.Load(); n != 1 {
		t.Errorf("%d waits for a departure ended, want the one that was over", n)
	}

	a.say(mount, drives.Asked)
	remove(t, mount)
	a.say(mount, drives.Gone)
	r.until("the wait is over", func() bool { return a.stops.Load() == 2 })
	if s := r.Status(); s.Watched != 0 || len(s.Drives) != 0 {
		t.Errorf("%d folders watched, %d drives after it left", s.Watched, len(s.Drives))
	}
}

// The system is not kept waiting by those who do not answer.
func TestLeavingThatHangs(t *testing.T) {
	t.Parallel() // it waits
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	r, a, mount := stick(t, func(string) { <-hang })
	began := time.Now()
	a.say(mount, drives.Asked)
	if took := time.Since(began); took < departPatience || took > 5*departPatience {
		t.Errorf("the system was kept waiting for %v", took)
	}
	if s := r.Status(); s.Watched != 0 {
		t.Errorf("%d folders watched, want the watcher's own let go", s.Watched)
	}
}

// A drive that was to leave and of which nothing more is heard is watched again.
func TestDriveThatDoesNotLeave(t *testing.T) {
	r, a, mount := stick(t, nil)
	a.say(mount, drives.Asked)
	r.roots.mu.Lock()
	r.roots.barred[mount] = r.roots.barred[mount].Add(-departAfter)
	r.roots.mu.Unlock()
	r.until("it is watched again", func() bool { return r.Status().Watched == 2 })
	write(t, filepath.Join(mount, "z.docx"), "text")
	r.awaits(filepath.Join(mount, "z.docx"))
}

// Where the system does not ask, as on Linux, nothing is expected.
func TestSystemThatDoesNotAsk(t *testing.T) {
	mount := folder(t)
	r := startWith(t, Config{Removable: []string{mount}}, func(w *Watcher) {
		w.departures = func(string, func(drives.Departure)) (func(), error) { return nil, errors.ErrUnsupported }
	})
	write(t, filepath.Join(mount, "x.docx"), "text")
	r.awaits(filepath.Join(mount, "x.docx"))
}
