package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"giumat/guard/event"

	"github.com/google/go-cmp/cmp"
)

func TestSweepTellsOfEveryFileThatIsThere(t *testing.T) {
	dir, skip := folder(t), ""
	skip = filepath.Join(dir, "kho")
	mkdir(t, filepath.Join(dir, "a/b"))
	mkdir(t, skip)
	for _, name := range []string{"x.docx", "a/y.pdf", "a/b/no extension", "a/b/fresh.docx", "~$x.docx", "kho/held.docx"} {
		write(t, filepath.Join(dir, name), "text")
		if name != "a/b/fresh.docx" {
			age(t, filepath.Join(dir, name))
		}
	}
	r := start(t, Config{Folders: []string{dir}, Skip: []string{skip}})
	r.awaits(filepath.Join(dir, "a/b/fresh.docx"))

	var got []string
	for _, f := range r.files {
		if f.Channel != event.AtRest || f.Drive != (event.Drive{}) || f.Seen.IsZero() {
			t.Errorf("event %+v, want at rest, without a device, with a time", f)
		}
		name, _ := filepath.Rel(dir, f.Path)
		got = append(got, name)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"a/b/fresh.docx", "a/b/no extension", "a/y.pdf", "x.docx"}, got); diff != "" {
		t.Errorf("files told of (-want +got):\n%s", diff)
	}
	s := r.Status()
	if s.Sweep.Files != 4 || s.Sweep.Ended.IsZero() || s.Watched != 3 || !slices.Equal(s.Folders, []string{dir}) {
		t.Errorf("status %+v, want 4 files, 3 folders watched", s)
	}
}

// Word writes the new text beside the document, moves the document away and the new text in: no WRITE ever bears the
// document's name.
func TestWordSaves(t *testing.T) {
	dir := folder(t)
	doc, text, old := filepath.Join(dir, "Báo cáo.docx"), filepath.Join(dir, "~WRD0001.tmp"), filepath.Join(dir, "~WRL0002.tmp")
	write(t, doc, "old")
	age(t, doc)
	r := start(t, Config{Folders: []string{dir}})
	r.awaits(doc)

	write(t, filepath.Join(dir, "~$o cáo.docx"), "an")
	write(t, text, "new text")
	rename(t, doc, old)
	rename(t, text, doc)
	remove(t, old)
	remove(t, filepath.Join(dir, "~$o cáo.docx"))

	r.until("the document was told again", func() bool { return r.count(doc) == 2 })
	r.rests()
	if r.total() != 2 {
		t.Errorf("%d events, want 2: the document at the start and after the save", r.total())
	}
}

// Whatever is put into new folders at once lies in folders that were not watched when it was made.
func TestNewFoldersFilledAtOnce(t *testing.T) {
	dir := folder(t)
	r := start(t, Config{Folders: []string{dir}})
	var paths []string
	for i := range 200 {
		deep := filepath.Join(dir, fmt.Sprint(i), "b", "c")
		mkdir(t, deep)
		for _, d := range []string{deep, filepath.Dir(deep)} {
			paths = append(paths, filepath.Join(d, "x.docx"))
			write(t, paths[len(paths)-1], "text")
		}
	}
	for _, p := range paths {
		r.until("each file was told", func() bool { return r.count(p) > 0 })
	}
	r.until("each folder is watched", func() bool { return r.Status().Watched == 601 })
}

func TestRenames(t *testing.T) {
	dir, outside := folder(t), folder(t)
	r := start(t, Config{Folders: []string{dir}})

	t.Run("a file into the tree", func(t *testing.T) {
		write(t, filepath.Join(outside, "x.docx"), "text")
		rename(t, filepath.Join(outside, "x.docx"), filepath.Join(dir, "x.docx"))
		r.awaits(filepath.Join(dir, "x.docx"))
	})
	t.Run("a file that is no longer temporary", func(t *testing.T) {
		write(t, filepath.Join(dir, "y.pdf.part"), "text")
		rename(t, filepath.Join(dir, "y.pdf.part"), filepath.Join(dir, "y.pdf"))
		r.awaits(filepath.Join(dir, "y.pdf"))
	})
	t.Run("a folder into the tree", func(t *testing.T) {
		mkdir(t, filepath.Join(outside, "a/b"))
		write(t, filepath.Join(outside, "a/b/z.docx"), "text")
		rename(t, filepath.Join(outside, "a"), filepath.Join(dir, "a"))
		r.awaits(filepath.Join(dir, "a/b/z.docx"))
	})
	t.Run("a folder within the tree", func(t *testing.T) {
		rename(t, filepath.Join(dir, "a"), filepath.Join(dir, "renamed"))
		r.awaits(filepath.Join(dir, "renamed/b/z.docx"))
		write(t, filepath.Join(dir, "renamed/b/later.docx"), "text")
		r.awaits(filepath.Join(dir, "renamed/b/later.docx"))
	})
	t.Run("two folders change places", func(t *testing.T) {
		for _, name := range []string{"p/in", "q/in"} {
			mkdir(t, filepath.Join(dir, name))
		}
		r.until("all are watched", func() bool { return r.Status().Watched == 7 })
		rename(t, filepath.Join(dir, "p"), filepath.Join(dir, "tmp"))
		rename(t, filepath.Join(dir, "q"), filepath.Join(dir, "p"))
		rename(t, filepath.Join(dir, "tmp"), filepath.Join(dir, "q"))
		write(t, filepath.Join(dir, "p/in/one.docx"), "text")
		r.awaits(filepath.Join(dir, "p/in/one.docx"))
		write(t, filepath.Join(dir, "q/in/two.docx"), "text")
		r.awaits(filepath.Join(dir, "q/in/two.docx"))
	})
	t.Run("a folder out of the tree", func(t *testing.T) {
		rename(t, filepath.Join(dir, "renamed"), filepath.Join(outside, "gone"))
		r.until("it is dropped", func() bool { return r.Status().Watched == 5 })
		before := r.total()
		write(t, filepath.Join(outside, "gone/b/w.docx"), "text")
		write(t, filepath.Join(dir, "last.docx"), "text")
		r.awaits(filepath.Join(dir, "last.docx"))
		if n := r.total() - before; n != 1 {
			t.Errorf("%d events, want only the last file", n)
		}
	})
}

func TestFileWrittenInPiecesIsToldOnceAtTheEnd(t *testing.T) {
	dir := folder(t)
	r := start(t, Config{Folders: []string{dir}, Quiet: time.Second})
	path := filepath.Join(dir, "slow.docx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range 20 {
		if _, err := f.WriteString("a piece of text"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond) // the story, not a wait for the watcher
	}
	ended := time.Now()
	r.awaits(path)
	if n, seen := r.count(path), r.last(path).Seen; n != 1 || seen.Before(ended) {
		t.Errorf("told %d times, last %v after the end; want once, after the end", n, seen.Sub(ended))
	}
}

func TestStorm(t *testing.T) {
	dir := folder(t)
	r := start(t, Config{Folders: []string{dir}})
	const files = 5000
	for i := range files {
		write(t, filepath.Join(dir, fmt.Sprintf("%d.docx", i)), "text")
	}
	distinct := map[string]bool{}
	r.until("every file was told", func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, f := range r.files {
			distinct[f.Path] = true
		}
		return len(distinct) == files
	})
}

func TestSymbolicLinksAreNotFollowed(t *testing.T) {
	dir, outside := folder(t), folder(t)
	write(t, filepath.Join(outside, "x.docx"), "text")
	if err := os.Symlink(dir, filepath.Join(dir, "loop")); err != nil {
		t.Skip("symbolic links cannot be made here")
	}
	r := start(t, Config{Folders: []string{dir}})
	for target, name := range map[string]string{outside: "there", filepath.Join(outside, "x.docx"): "x.docx", dir: "loop2"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(dir, "last.docx"), "text")
	r.awaits(filepath.Join(dir, "last.docx"))
	if s := r.Status(); r.total() != 1 || s.Watched != 1 {
		t.Errorf("%d events from %d folders, want only the last file, from one", r.total(), s.Watched)
	}
}

// The root itself may be a link: many people keep their documents on another disk.
func TestRootMayBeASymbolicLink(t *testing.T) {
	real, link := folder(t), filepath.Join(folder(t), "Documents")
	if err := os.Symlink(real, link); err != nil {
		t.Skip("symbolic links cannot be made here")
	}
	r := start(t, Config{Folders: []string{link, real}})
	write(t, filepath.Join(real, "x.docx"), "text")
	r.awaits(filepath.Join(real, "x.docx"))
	if r.total() != 1 {
		t.Errorf("%d events, want one", r.total())
	}
}

func TestOddNames(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux takes any bytes for a name")
	}
	dir := folder(t)
	names := []string{"TCVN3 \xb5\xb8.docx", "line\nbreak\t.docx", " ", "...", "back\\slash", "\u202Efdp.docx", "[a", "e\u0302.docx"}
	for _, name := range names {
		mkdir(t, filepath.Join(dir, "before", name))
		write(t, filepath.Join(dir, "before", name, name), "text")
	}
	r := start(t, Config{Folders: []string{dir}})
	for _, name := range names {
		mkdir(t, filepath.Join(dir, "after", name))
		write(t, filepath.Join(dir, "after", name, name), "text")
	}
	for _, name := range names {
		r.awaits(filepath.Join(dir, "before", name, name))
		r.awaits(filepath.Join(dir, "after", name, name))
	}
}

func TestFolderRemovedAndMadeAgain(t *testing.T) {
	dir := folder(t)
	r := start(t, Config{Folders: []string{dir}})
	sub := filepath.Join(dir, "a/b")
	for range 20 {
		mkdir(t, sub)
		write(t, filepath.Join(sub, "x.docx"), "text")
		remove(t, filepath.Join(dir, "a"))
	}
	mkdir(t, sub)
	write(t, filepath.Join(sub, "last.docx"), "text")
	r.awaits(filepath.Join(sub, "last.docx"))
	r.until("three folders are watched", func() bool { return r.Status().Watched == 3 })
	write(t, filepath.Join(sub, "later.docx"), "text")
	r.awaits(filepath.Join(sub, "later.docx"))
}

// A guarded folder may come later, and may go and come back, with the same number in the file system or another.
func TestRootComesAndGoes(t *testing.T) {
	dir := folder(t)
	root := filepath.Join(dir, "Downloads")
	r := start(t, Config{Folders: []string{root}})
	missing := func() bool {
		s := r.Status()
		return len(s.Problems) == 1 && s.Problems[0].What == Missing && s.Problems[0].Path == root
	}
	for i := range 3 {
		r.until("the folder is told missing", missing)
		mkdir(t, filepath.Join(root, "in"))
		path := filepath.Join(root, "in", fmt.Sprint(i))
		write(t, path, "text")
		r.awaits(path)
		if s := r.Status(); len(s.Problems) > 0 || s.Watched != 2 {
			t.Errorf("%d folders watched, problems %v; want 2 and none", s.Watched, s.Problems)
		}
		remove(t, root)
	}
}

func TestInnermostRootSaysTheChannel(t *testing.T) {
	outer := folder(t)
	drive, inside := filepath.Join(outer, "usb"), filepath.Join(outer, "usb", "kept")
	mkdir(t, inside)
	r := start(t, Config{Folders: []string{outer, inside}, Removable: []string{drive}})
	want := map[string]event.Channel{outer: event.AtRest, drive: event.Removable, inside: event.AtRest}
	for dir := range want {
		write(t, filepath.Join(dir, "x.docx"), "text")
	}
	for dir, channel := range want {
		path := filepath.Join(dir, "x.docx")
		r.awaits(path)
		if f := r.last(path); f.Channel != channel || r.count(path) != 1 {
			t.Errorf("told %d times, by %q; want once, by %q", r.count(path), f.Channel, channel)
		}
	}
	remove(t, drive)
	r.until("the drive is gone", func() bool { return len(r.Status().Drives) == 0 })
	mkdir(t, inside)
	write(t, filepath.Join(inside, "y.docx"), "text")
	r.awaits(filepath.Join(inside, "y.docx"))
}

func TestEndsWhenToldTo(t *testing.T) {
	dir := folder(t)
	for i := range 100 {
		write(t, filepath.Join(dir, fmt.Sprint(i)), "text")
	}
	before := runtime.NumGoroutine()
	w, err := New(Config{Folders: []string{dir}, Quiet: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	files := make(chan event.File)
	go func() { ended <- w.Run(ctx, files) }()
	<-files // and take no other: sweeper and settler are both stuck
	write(t, filepath.Join(dir, "more"), "text")
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("Run: %v", err)
		}
	case <-time.After(patience):
		t.Fatal("Run does not end")
	}
	for end := time.Now().Add(patience); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

func TestTemporary(t *testing.T) {
	for name, want := range map[string]bool{
		"~$Báo cáo.docx": true, "~WRD0001.tmp": true, "~wrl3.TMP": true, ".~lock.a.odt#": true, "a.pdf.part": true,
		"a.crdownload": true, ".goutputstream-X1": true, TempPrefix + "1": true,
		"a.docx": false, "~a.docx": false, "a.tmp": false, "part": false, "a.part.pdf": false, "": false,
	} {
		if got := temporary(filepath.Join("d", name)); got != want && name != "" {
			t.Errorf("temporary(%q) = %v, want %v", name, got, want)
		}
	}
	for _, pattern := range temporaryNames {
		if _, err := filepath.Match(pattern, "x"); errors.Is(err, filepath.ErrBadPattern) {
			t.Errorf("pattern %q is malformed", pattern)
		}
	}
}
