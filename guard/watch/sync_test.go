package watch

import (
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

func (f *found) find() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.list)
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
	r := start(t, Config{Folders: []string{home}, Sync: []string{fixed}, FindSync: f.find, Rescan: 10 * time.Millisecond})
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

// A search that hangs holds up neither the start for ever nor the end.
func TestSearchThatHangs(t *testing.T) {
	t.Parallel() // it waits
	dir := folder(t)
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	path := filepath.Join(dir, "x.docx")
	write(t, path, "text")
	r := start(t, Config{Folders: []string{dir}, FindSync: func() []string {
		<-hang
		return nil
	}})
	r.awaits(path)
}
