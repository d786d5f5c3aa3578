package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"giumat/guard/drives"

	"github.com/fsnotify/fsnotify"
	"golang.org/x/sys/windows"
)

// heard is what a notifier told.
type heard struct {
	notifier
	ended sync.WaitGroup

	mu     sync.Mutex
	events map[string]fsnotify.Op
	errs   []error
}

// hearAll hears all that a new notifier tells until the test ends.
func hearAll(t *testing.T) *heard {
	t.Helper()
	n, err := connectSystem()
	if err != nil {
		t.Fatal(err)
	}
	h := &heard{notifier: n, events: map[string]fsnotify.Op{}}
	h.ended.Go(func() {
		for e := range n.Changes() {
			h.mu.Lock()
			h.events[e.Name] |= e.Op
			h.mu.Unlock()
		}
	})
	h.ended.Go(func() {
		for err := range n.Errors() {
			h.mu.Lock()
			h.errs = append(h.errs, err)
			h.mu.Unlock()
		}
	})
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		h.ended.Wait()
	})
	return h
}

func (h *heard) of(path string) fsnotify.Op {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.events[path]
}

func (h *heard) overflows() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, err := range h.errs {
		if errors.Is(err, fsnotify.ErrEventOverflow) {
			n++
		}
	}
	return n
}

func add(t *testing.T, n notifier, dir string) {
	t.Helper()
	if err := n.Add(dir); err != nil {
		t.Fatal(err)
	}
}

func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// makeFiles makes files in a tree of 7 levels, and returns their paths.
func makeFiles(t *testing.T, dir string, n int) []string {
	t.Helper()
	var paths []string
	for i := range n {
		if i%50 == 0 && i%300 > 0 {
			dir = filepath.Join(filepath.Dir(paths[i-1]), "in")
		} else if i%300 == 0 && i > 0 {
			dir = filepath.Join(strings.TrimSuffix(dir, `\in\in\in\in\in`), "..", fmt.Sprint(i))
		} else if i == 0 {
			dir = filepath.Join(dir, "0")
		}
		if i%50 == 0 {
			mkdir(t, dir)
		}
		paths = append(paths, filepath.Join(dir, fmt.Sprintf("Văn bản %d.docx", i)))
		write(t, paths[i], "text")
	}
	return paths
}

func TestTreeTellsOfEveryFile(t *testing.T) {
	const files = 5000
	dir := folder(t)
	h := hearAll(t)
	add(t, h, dir)
	began := time.Now()
	paths := makeFiles(t, dir, files)
	for _, path := range paths {
		await(t, "each file was told as made and written", func() bool { return h.of(path).Has(fsnotify.Create) && h.of(path).Has(fsnotify.Write) })
	}
	t.Logf("%d files told of in %v, %d overflows", files, time.Since(began), h.overflows())
}

// The same by the whole watcher: each file is given, and nothing is watched but the root.
func TestWatcherOfATree(t *testing.T) {
	dir := folder(t)
	r := start(t, Config{Folders: []string{dir}})
	for _, path := range makeFiles(t, dir, 1000) {
		r.until("each file was told", func() bool { return r.count(path) > 0 })
	}
	if s := r.Status(); s.Watched != 1 || s.Unwatched != 0 || len(s.Problems) > 0 {
		t.Errorf("%d watches, %d folders unwatched, problems %v; want one watch", s.Watched, s.Unwatched, s.Problems)
	}
}

// Of a folder that is moved in, Windows tells nothing but its own name.
func TestFolderMovedIn(t *testing.T) {
	dir, outside := folder(t), folder(t)
	mkdir(t, filepath.Join(outside, `a\b`))
	write(t, filepath.Join(outside, `a\b\x.docx`), "text")
	r := start(t, Config{Folders: []string{dir}})
	rename(t, filepath.Join(outside, "a"), filepath.Join(dir, "a"))
	r.awaits(filepath.Join(dir, `a\b\x.docx`))
	rename(t, filepath.Join(dir, "a"), filepath.Join(dir, "renamed"))
	r.awaits(filepath.Join(dir, `renamed\b\x.docx`))
}

// While nobody reads, Windows keeps so many changes and no more; it says so, and goes on.
func TestTreeOverflows(t *testing.T) {
	dir := folder(t)
	n, err := connectSystem()
	if err != nil {
		t.Fatal(err)
	}
	add(t, n, dir)
	long := strings.Repeat("x", 200)
	for i := range 400 { // some 400 bytes each, two or three changes
		write(t, filepath.Join(dir, fmt.Sprintf("%s%d", long, i)), "text")
	}
	last := filepath.Join(dir, "last.docx")
	overflow, told := false, false
	timeout := time.After(patience)
	for !overflow || !told {
		select {
		case e := <-n.Changes():
			told = told || e.Name == last
		case err := <-n.Errors():
			overflow = overflow || errors.Is(err, fsnotify.ErrEventOverflow)
			write(t, last, "text")
		case <-timeout:
			t.Fatalf("overflow told %v, then the last file %v", overflow, told)
		}
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
}

// openBelow counts what this process has open in dir: files and folders.
func openBelow(t *testing.T, dir string) int {
	t.Helper()
	const most = 1 << 16 // handles are multiples of 4
	n := 0
	name := make([]uint16, windows.MAX_LONG_PATH)
	for h := windows.Handle(4); h < most; h += 4 {
		if kind, err := windows.GetFileType(h); err != nil || kind != windows.FILE_TYPE_DISK {
			continue
		}
		length, err := windows.GetFinalPathNameByHandle(h, &name[0], uint32(len(name)), 0)
		if err == nil && within(strings.TrimPrefix(windows.UTF16ToString(name[:length]), `\\?\`), dir) {
			n++
		}
	}
	return n
}

// One folder is open however many lie below, and none when the watch has ended.
func TestOneHandleATree(t *testing.T) {
	const folders = 500
	dir := folder(t)
	for i := range folders {
		mkdir(t, filepath.Join(dir, fmt.Sprint(i%20), fmt.Sprint(i)))
	}
	inner := filepath.Join(dir, "0")
	w, err := New(Config{Folders: []string{dir, inner}, Drives: noDrives})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var run sync.WaitGroup
	run.Go(func() { w.Run(ctx, nil) })
	await(t, "all is swept", func() bool { return !w.Status().Sweeping })
	if n := openBelow(t, dir); n != 2 {
		t.Errorf("%d open for two roots with %d folders, want 2", n, folders)
	}
	cancel()
	run.Wait()
	if n := openBelow(t, dir); n != 0 {
		t.Errorf("%d open after the end", n)
	}
}

// A tree that was given up stands in nobody's way: the folder can be removed, which an open handle would put off.
func TestTreeLetsGo(t *testing.T) {
	h := hearAll(t)
	dir := filepath.Join(folder(t), "drive")
	for range 50 {
		mkdir(t, dir)
		add(t, h, dir)
		add(t, h, dir) // once more is once
		write(t, filepath.Join(dir, "x"), "text")
		if err := h.Remove(dir); err != nil {
			t.Fatal(err)
		}
		remove(t, dir)
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("the folder is still there: %v", err)
		}
	}
	if op := h.of(dir); op != 0 {
		t.Errorf("told of the end of a watch that was given up: %v", op)
	}
	if err := h.Add(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Add of a missing folder: %v", err)
	}
	if err := h.Remove(dir); err != nil {
		t.Errorf("Remove of what is not watched: %v", err)
	}
}

// When a drive is asked to leave, nothing is open there by the time that Windows has its answer.
func TestNothingIsOpenOnADriveThatLeaves(t *testing.T) {
	r, a, mount := stick(t, nil)
	for range 10 {
		r.rests() // a file or folder is open for the moment that a look at it takes
		r.until("two are open, for the drive and a guarded folder on it", func() bool { return openBelow(t, mount) == 2 })
		a.say(mount, drives.Asked)
		if n := openBelow(t, mount); n != 0 {
			t.Fatalf("%d open on a drive that is to leave", n)
		}
		a.say(mount, drives.Refused)
		r.until("it is watched again", func() bool { return len(r.Status().Drives) == 1 })
	}
}

func TestLongPaths(t *testing.T) {
	dir := folder(t)
	root := filepath.Join(dir, strings.Repeat("a", 200), strings.Repeat("b", 200)) // longer than MAX_PATH
	mkdir(t, root)
	h := hearAll(t)
	add(t, h, root)
	path := filepath.Join(root, strings.Repeat("c", 200), strings.Repeat("d", 200), "Báo cáo.docx")
	mkdir(t, filepath.Dir(path))
	write(t, path, "text")
	await(t, "the file was told", func() bool { return h.of(path).Has(fsnotify.Create) })
}
