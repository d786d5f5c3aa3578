package hold

import (
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"
)

// fakeLocker is a system on which files are what files says.
type fakeLocker struct {
	mu    sync.Mutex
	files map[string]string // contents by path
	busy  map[string]bool   // open in another program
	err   error             // of every Lock
	open  map[string]int    // locks by path
	tries int

	slow func() // what reading a locked file waits for
}

func newFake(paths ...string) *fakeLocker {
	f := &fakeLocker{files: map[string]string{}, busy: map[string]bool{}, open: map[string]int{}}
	for _, path := range paths {
		f.files[path] = "content"
	}
	return f
}

func (f *fakeLocker) Lock(path string) (io.Closer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tries++
	content, ok := f.files[path]
	switch {
	case f.err != nil:
		return nil, f.err
	case !ok:
		return nil, fs.ErrNotExist
	case f.busy[path] || f.open[path] > 0:
		return nil, ErrBusy
	}
	f.open[path]++
	return &fakeLock{strings.NewReader(content), f, path}, nil
}

// set changes a knob.
func (f *fakeLocker) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// closed counts the files that are closed to others.
func (f *fakeLocker) closed() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, locks := range f.open {
		n += locks
	}
	return n
}

type fakeLock struct {
	io.ReaderAt
	f    *fakeLocker
	path string
}

func (l *fakeLock) ReadAt(p []byte, off int64) (int, error) {
	if l.f.slow != nil {
		l.f.slow()
	}
	return l.ReaderAt.ReadAt(p, off)
}

func (l *fakeLock) Close() error {
	l.f.set(func() { l.f.open[l.path]-- })
	return nil
}

// checkClosed fails unless n files are closed to others.
func (f *fakeLocker) checkClosed(t *testing.T, n int) {
	t.Helper()
	if got := f.closed(); got != n {
		t.Errorf("%d files are closed to others, want %d", got, n)
	}
}
