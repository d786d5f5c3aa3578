package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"giumat/guard/clipboard"
	"giumat/guard/link"
	"giumat/guard/link/linktest"
)

// fakeClipboard is one on which lists are put by the test.
type fakeClipboard struct {
	lists chan []string
	stuck error // why a list cannot be taken off
	sees  error // what Check says
	gone  chan error

	mu      sync.Mutex
	on      []string
	watches int // at the same time
}

func (f *fakeClipboard) check() error { return f.sees }

func (f *fakeClipboard) watch(ctx context.Context, ask clipboard.Ask, o clipboard.Options) error {
	f.add(1)
	defer f.add(-1)
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-f.gone:
			return err
		case paths := <-f.lists:
			c := clipboard.Copied{Paths: paths}
			if ask(ctx, c) {
				continue
			}
			if f.stuck == nil {
				f.put(nil)
			}
			o.Emptied(c, f.stuck)
		}
	}
}

func (f *fakeClipboard) add(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.watches += n
}

func (f *fakeClipboard) put(paths []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.on = paths
}

// state is how many look at the clipboard, and what is on it.
func (f *fakeClipboard) state() (watches int, on []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.watches, slices.Clone(f.on)
}

// copyList copies files, and waits until all has come of it that comes.
func (f *fakeClipboard) copyList(paths ...string) []string {
	f.put(paths)
	f.lists <- paths
	synctest.Wait()
	_, on := f.state()
	return on
}

// withClipboard is withDesk with a clipboard.
func withClipboard(t *testing.T, g *linktest.Guard, f *fakeClipboard, test func(t *testing.T, d *desk)) {
	t.Helper()
	withDesk(t, g, &fakeDialogs{}, func(t *testing.T, d *desk) {
		f.lists, f.gone = make(chan []string), make(chan error) // of the bubble
		d.copies.watch, d.copies.check = f.watch, f.check
		ctx, cancel := context.WithCancel(d.ctx)
		d.jobs.Go(func() { d.copies.keep(ctx) })
		synctest.Wait()
		test(t, d)
		cancel()
		synctest.Wait()
	})
}

func refuseMarked() *linktest.Guard {
	return &linktest.Guard{Refuse: func(path string) bool { return filepath.Base(path) == "mat.docx" }}
}

// office is a folder with files.
func office(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range []string{"thuong.docx", "mat.docx", "cong-van/1.docx", "cong-van/2024/mat.docx", "cong-van/2024/3.docx"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCopiesAreJudgedByTheGuard(t *testing.T) {
	dir := office(t)
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	for name, c := range map[string]struct {
		copied []string
		stuck  error
		want   linktest.Copy
	}{
		"ordinary":    {[]string{at("thuong.docx")}, nil, linktest.Copy{Files: []string{at("thuong.docx")}}},
		"marked":      {[]string{at("thuong.docx"), at("mat.docx")}, nil, linktest.Copy{Files: []string{at("thuong.docx"), at("mat.docx")}, Refused: true, Told: true}},
		"in a folder": {[]string{at("cong-van")}, nil, linktest.Copy{Files: []string{at("cong-van/1.docx"), at("cong-van/2024/3.docx"), at("cong-van/2024/mat.docx")}, Refused: true, Told: true}},
		"stuck":       {[]string{at("mat.docx")}, errors.New("stuck"), linktest.Copy{Files: []string{at("mat.docx")}, Refused: true, Told: true, Err: link.ErrNotEmptied}},
	} {
		t.Run(name, func(t *testing.T) {
			g, f := refuseMarked(), &fakeClipboard{}
			f.stuck = c.stuck
			withClipboard(t, g, f, func(t *testing.T, _ *desk) {
				stays := len(f.copyList(c.copied...)) > 0
				if stays != (!c.want.Refused || c.stuck != nil) {
					t.Errorf("on the clipboard: %v", stays)
				}
				c.want.User = linktest.Owner()
				if diff := cmp.Diff([]linktest.Copy{c.want}, g.Copies(), cmpopts.EquateErrors()); diff != "" {
					t.Errorf("copies (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// Nobody is asked about what is no file, and no more is asked about than the guard looks at.
func TestFilesOfCopies(t *testing.T) {
	dir := t.TempDir()
	if got := filesOf(t.Context(), []string{dir, filepath.Join(dir, "none")}); got != nil {
		t.Errorf("an empty folder has %d files", len(got))
	}
	for i := range link.MaxCopied + 10 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := filesOf(t.Context(), []string{dir, dir}); len(got) != link.MaxCopied {
		t.Errorf("%d files, want %d", len(got), link.MaxCopied)
	}
}

// The clipboard is looked at while there is a guard, once at a time, and not otherwise.
func TestCopiesWhileThereIsAGuard(t *testing.T) {
	g, f := refuseMarked(), &fakeClipboard{}
	watched := func(t *testing.T, want int) {
		t.Helper()
		synctest.Wait()
		if n, _ := f.state(); n != want {
			t.Errorf("%d look at the clipboard, want %d", n, want)
		}
	}
	withClipboard(t, g, f, func(t *testing.T, _ *desk) {
		watched(t, 1)
		g.Stop()
		watched(t, 0)
		g.Restart()
		time.Sleep(time.Minute)
		watched(t, 1)
		g.Drop()
		time.Sleep(time.Minute)
		watched(t, 1)
		if got := fmt.Sprint(g.Sights()); got != "[on  on  on]" {
			t.Errorf("sights %s", got)
		}
	})
	if n, _ := f.state(); n != 0 {
		t.Error("it is looked at after the end")
	}
}

// What is seen is told whenever it changes, and what went away is looked for again.
func TestCopiesThatCannotBeSeen(t *testing.T) {
	g, f := refuseMarked(), &fakeClipboard{}
	f.sees = clipboard.ErrWayland
	withClipboard(t, g, f, func(t *testing.T, _ *desk) {
		f.gone <- errors.New("the display has gone")
		synctest.Wait()
		f.sees = nil
		time.Sleep(copiesPause + time.Second)
		f.gone <- clipboard.ErrNoScreen
		f.sees = clipboard.ErrNoScreen
		time.Sleep(copiesPause + time.Second)
		f.gone <- clipboard.ErrNoScreen
		synctest.Wait()
		if diff := cmp.Diff([]link.Sight{"wayland", "fails", "on", "no_screen"}, g.Sights()); diff != "" {
			t.Errorf("sights (-want +got):\n%s", diff)
		}
	})
}

// A guard that takes too long, or goes, keeps nobody from pasting.
func TestCopiesWithoutAnAnswer(t *testing.T) {
	dir := office(t)
	g, f := refuseMarked(), &fakeClipboard{}
	g.Hang = true
	withClipboard(t, g, f, func(t *testing.T, _ *desk) {
		f.copyList(filepath.Join(dir, "mat.docx"))
		time.Sleep(copiesWithin + time.Second)
		if _, on := f.state(); len(on) != 1 {
			t.Error("a guard that hangs took a list away")
		}
		f.copyList(filepath.Join(dir, "mat.docx"))
		g.Stop()
		synctest.Wait()
		if n, on := f.state(); n != 0 || len(on) != 1 || strings.Contains(fmt.Sprint(g.Copies()), "true") && g.Copies()[0].Told {
			t.Errorf("%d look, %d on the clipboard", n, len(on))
		}
	})
}
