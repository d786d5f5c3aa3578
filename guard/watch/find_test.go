package watch

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"giumat/guard/event"
)

// found is what a search for synchronised folders finds.
type found struct {
	mu   sync.Mutex
	list []string
}

func (f *found) set(list ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = list
}

func (f *found) find() Found {
	f.mu.Lock()
	defer f.mu.Unlock()
	return Found{Sync: slices.Clone(f.list)}
}

func TestSynchronisedFoldersComeAndGo(t *testing.T) {
	home := folder(t)
	first, later, fixed := filepath.Join(home, "OneDrive"), filepath.Join(home, "Dropbox"), filepath.Join(home, "Zalo")
	for _, dir := range []string{first, later, fixed} {
		mkdir(t, dir)
		write(t, filepath.Join(dir, "x.docx"), "text")
		age(t, filepath.Join(dir, "x.docx"))
	}
	var f found
	f.set(first)
	r := start(t, Config{Folders: []string{home}, Sync: []string{fixed}, Find: f.find, Rescan: 10 * time.Millisecond})
	told := func(dir string, channel event.Channel, times int) {
		t.Helper()
		path := filepath.Join(dir, "x.docx")
		r.until("the file was told by the channel", func() bool { return r.last(path).Channel == channel })
		r.rests()
		if n := r.count(path); n != times {
			t.Errorf("%s: told %d times, want %d", filepath.Base(dir), n, times)
		}
	}
	told(first, event.SyncFolder, 1) // found before the first sweep
	told(fixed, event.SyncFolder, 1)
	told(later, event.AtRest, 1)

	f.set(first, later)
	told(later, event.SyncFolder, 2)
	f.set(later)
	told(first, event.AtRest, 2)
	told(fixed, event.SyncFolder, 1)
}

// The folders of a user whose account was made while the guard runs are guarded from the next search on; that one is
// gone again is no fault.
func TestFoundFolders(t *testing.T) {
	home := folder(t)
	dir := filepath.Join(home, "Documents")
	mkdir(t, dir)
	path := filepath.Join(dir, "x.docx")
	write(t, path, "text")
	var mu sync.Mutex
	var list []string
	r := start(t, Config{Rescan: 10 * time.Millisecond, Find: func() Found {
		mu.Lock()
		defer mu.Unlock()
		return Found{Folders: slices.Clone(list)}
	}})
	mu.Lock()
	list = []string{dir}
	mu.Unlock()
	r.awaits(path)
	if c := r.last(path).Channel; c != event.AtRest {
		t.Errorf("told by channel %q", c)
	}
	other := filepath.Join(home, "other")
	mkdir(t, other)
	write(t, filepath.Join(other, "y.docx"), "text")
	if err := errors.Join(os.RemoveAll(dir), os.Symlink(other, dir)); err != nil {
		t.Fatal(err)
	}
	r.until("the folder is gone", func() bool { return len(r.Status().Folders) == 0 })
	if p := r.Status().Problems; len(p) != 0 {
		t.Errorf("a found folder that has gone is a fault: %v", p)
	}
	if n := r.count(filepath.Join(other, "y.docx")); n != 0 {
		t.Errorf("a link in its place was followed")
	}
}

// A search that hangs holds up neither the start for ever nor the end.
func TestSearchThatHangs(t *testing.T) {
	t.Parallel() // it waits
	dir := folder(t)
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	path := filepath.Join(dir, "x.docx")
	write(t, path, "text")
	r := start(t, Config{Folders: []string{dir}, Find: func() Found {
		<-hang
		return Found{}
	}})
	r.awaits(path)
}
