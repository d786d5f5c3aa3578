package watch

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"giumat/guard/event"
)

// patience is how long a test waits for what must come. It is long because the machine may be busy; a test that
// passes waits no longer than it must.
const patience = time.Minute

// noDrives is a PC without drives.
func noDrives(ctx context.Context, report func([]Drive)) error {
	report(nil)
	<-ctx.Done()
	return nil
}

// running is a Watcher at work, and what it gave.
type running struct {
	*Watcher
	t *testing.T

	mu    sync.Mutex
	files []event.File
}

// start runs a watcher until the test ends, and returns when its first sweep has ended.
func start(t *testing.T, cfg Config) *running {
	t.Helper()
	return startWith(t, cfg, func(*Watcher) {})
}

func startWith(t *testing.T, cfg Config, change func(*Watcher)) *running {
	t.Helper()
	if cfg.Quiet == 0 {
		cfg.Quiet = 100 * time.Millisecond
	}
	if cfg.Drives == nil {
		cfg.Drives = noDrives
	}
	w, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	w.check = 20 * time.Millisecond
	change(w)
	r := &running{Watcher: w, t: t}
	ctx, cancel := context.WithCancel(t.Context())
	files := make(chan event.File)
	var jobs sync.WaitGroup
	jobs.Go(func() {
		if err := w.Run(ctx, files); err != nil {
			t.Errorf("Run: %v", err)
		}
		close(files)
	})
	jobs.Go(func() {
		for f := range files {
			r.mu.Lock()
			r.files = append(r.files, f)
			r.mu.Unlock()
		}
	})
	t.Cleanup(func() {
		cancel()
		jobs.Wait()
	})
	r.until("the first sweep has ended", func() bool { return !w.Status().Sweeping })
	return r
}

// until waits for what must come.
func (r *running) until(what string, ok func() bool) {
	r.t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			s := r.Status()
			r.t.Fatalf("waited in vain until %s; watched %d, unwatched %d, pending %d, overflows %d, problems %v",
				what, s.Watched, s.Unwatched, s.Pending, s.Overflows, s.Problems)
		}
	}
}

// count tells how often path was given.
func (r *running) count(path string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, f := range r.files {
		if f.Path == path {
			n++
		}
	}
	return n
}

// awaits waits until path was given and nothing is pending.
func (r *running) awaits(path string) {
	r.t.Helper()
	r.until("a file was told", func() bool { return r.count(path) > 0 })
	r.rests()
}

// rests waits until nothing is pending or being swept. What was not told then never will be: a change made before
// the call is heard of within a few milliseconds, well within the quiet time of a file made now.
func (r *running) rests() {
	r.t.Helper()
	r.until("all is told", func() bool { s := r.Status(); return s.Pending == 0 && !s.Sweeping })
}

// last returns the event given last for path.
func (r *running) last(path string) event.File {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range slices.Backward(r.files) {
		if f.Path == path {
			return f
		}
	}
	return event.File{}
}

// total tells how many events were given.
func (r *running) total() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.files)
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func mkdir(t testing.TB, path string) {
	t.Helper()
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
}

func rename(t testing.TB, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// remove removes path and all below it. On Windows os.RemoveAll asks for more than Wine 8 can do.
func remove(t testing.TB, path string) {
	t.Helper()
	if runtime.GOOS != "windows" {
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		return
	}
	entries, _ := os.ReadDir(path) // none for a file
	for _, e := range entries {
		remove(t, filepath.Join(path, e.Name()))
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// folder returns an empty folder whose path has no symbolic link.
func folder(t *testing.T) string {
	t.Helper()
	made := ""
	if runtime.GOOS == "windows" {
		dir, err := os.MkdirTemp("", "watch")
		if err != nil {
			t.Fatal(err)
		}
		made = dir
		t.Cleanup(func() { remove(t, made) })
	} else {
		made = t.TempDir()
	}
	dir, err := filepath.EvalSymlinks(made)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// age makes path look as if it was written an hour ago.
func age(t testing.TB, path string) {
	t.Helper()
	hourAgo := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, hourAgo, hourAgo); err != nil {
		t.Fatal(err)
	}
}
