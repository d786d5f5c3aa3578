package hold

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"giumat/guard/event"

	"github.com/google/go-cmp/cmp"
)

var abc = filepath.FromSlash("/nhà/a.docx")

func sha(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

func checkErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) || want == nil && got != nil {
		t.Errorf("error %v, want %v", got, want)
	}
}

func TestHoldAndRelease(t *testing.T) {
	f := newFake(abc)
	h := New(f)
	defer h.Close()
	want := Held{
		ID: "V1", Path: abc, Level: "MAT", Channel: event.Removable, SHA256: sha("content"),
		Since: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), Account: json.RawMessage(`{"id":"V1"}`),
	}
	for range 3 { // again makes no difference
		checkErr(t, h.Hold(t.Context(), want), nil)
	}
	if diff := cmp.Diff([]Held{want}, h.List()); diff != "" {
		t.Errorf("held (-want +got):\n%s", diff)
	}
	if !h.Holding(abc) || h.Holding(abc+"x") {
		t.Error("Holding tells of the wrong file")
	}
	f.checkClosed(t, 1)
	got, err := h.Release("V1")
	checkErr(t, err, nil)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("released (-want +got):\n%s", diff)
	}
	f.checkClosed(t, 0)
	if h.Holding(abc) || len(h.List()) > 0 {
		t.Error("a file is held after its release")
	}
	_, err = h.Release("V1")
	checkErr(t, err, ErrNone)
}

func TestRefused(t *testing.T) {
	rights := fmt.Errorf("open: %w", fs.ErrPermission)
	for _, c := range []struct {
		name  string
		knobs func(*fakeLocker)
		held  Held
		want  error
	}{
		{"another content", nil, Held{Path: abc, SHA256: sha("other")}, ErrChanged},
		{"gone", nil, Held{Path: abc + "x"}, fs.ErrNotExist},
		{"no rights", func(f *fakeLocker) { f.err = rights }, Held{Path: abc}, fs.ErrPermission},
		{"no such lock", func(f *fakeLocker) { f.err = errors.ErrUnsupported }, Held{Path: abc}, errors.ErrUnsupported},
		{"in use", func(f *fakeLocker) { f.busy[abc] = true }, Held{Path: abc}, ErrBusy},
		{"no file", func(f *fakeLocker) { f.err = ErrNotFile }, Held{Path: abc}, ErrNotFile},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake(abc)
			if c.knobs != nil {
				c.knobs(f)
			}
			h := New(f)
			defer h.Close()
			checkErr(t, h.Hold(t.Context(), c.held), c.want)
			f.checkClosed(t, 0)
			f.err, f.busy[abc] = nil, false
			checkErr(t, h.Hold(t.Context(), Held{Path: abc}), nil) // nothing of it is left
		})
	}
}

// A lock that cannot be read through, as Linux has it, leaves the file to be opened by its name.
func TestVerifiedByName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.docx")
	if err := os.WriteFile(path, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := New(nameless{})
	defer h.Close()
	checkErr(t, h.Hold(t.Context(), Held{Path: path, SHA256: sha("other")}), ErrChanged)
	checkErr(t, h.Hold(t.Context(), Held{Path: path, SHA256: sha("content")}), nil)
	checkErr(t, h.Hold(t.Context(), Held{Path: path + "x", SHA256: sha("content")}), fs.ErrNotExist)
}

type nameless struct{}

func (nameless) Lock(string) (io.Closer, error) { return io.NopCloser(nil), nil }

func TestBelow(t *testing.T) {
	for _, c := range []struct {
		file, top string
		want      bool
	}{
		{"/media/usb/a", "/media/usb", true},
		{"/media/usb/a", "/media/usb/", true},
		{"/media/usb/b/a", "/media/usb", true},
		{"/media/usb2/a", "/media/usb", false},
		{"/media/usb", "/media/usb", false},
		{"/a", "/", true},
	} {
		file, top := filepath.FromSlash(c.file), filepath.FromSlash(c.top)
		if got := below(key(file), key(top)); got != c.want {
			t.Errorf("below(%q, %q) = %t", c.file, c.top, got)
		}
	}
}

func TestTooMany(t *testing.T) {
	f := newFake()
	h := New(f)
	for i := range MaxHeld {
		path := fmt.Sprint(abc, i)
		f.files[path] = ""
		checkErr(t, h.Hold(t.Context(), Held{ID: path, Path: path}), nil)
	}
	f.files[abc] = ""
	checkErr(t, h.Hold(t.Context(), Held{Path: abc}), ErrTooMany)
	if _, err := h.Release(fmt.Sprint(abc, 7)); err != nil {
		t.Error(err)
	}
	checkErr(t, h.Hold(t.Context(), Held{Path: abc}), nil)
	h.Close()
	f.checkClosed(t, 0)
}

// While an office program has a document open, its saving is not to be disturbed.
func TestOpenInOffice(t *testing.T) {
	for _, owner := range []string{"~$-hoach.docx", "~$Ke-hoach.docx", ".~lock.Ke-hoach.docx#"} {
		dir := t.TempDir()
		path, owner := filepath.Join(dir, "Ke-hoach.docx"), filepath.Join(dir, owner)
		h := New(newFake(path))
		defer h.Close()
		if err := os.WriteFile(owner, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		checkErr(t, h.Hold(t.Context(), Held{Path: path}), ErrBusy)
		if err := os.Remove(owner); err != nil {
			t.Fatal(err)
		}
		checkErr(t, h.Hold(t.Context(), Held{Path: path}), nil)
	}
}

// A drive that asks to be taken out is let go of at once: what is closed on it, and what is just being read.
func TestLetGo(t *testing.T) {
	drive, beside := filepath.FromSlash("/media/usb"), filepath.FromSlash("/media/usb2/a.docx")
	held, slow := filepath.Join(drive, "a.docx"), filepath.Join(drive, "c.docx")
	f := newFake(held, slow, beside)
	h := New(f)
	defer h.Close()
	for _, path := range []string{held, beside} {
		checkErr(t, h.Hold(t.Context(), Held{ID: path, Path: path}), nil)
	}
	reading, result := make(chan struct{}), make(chan error, 1)
	f.files[slow] = strings.Repeat("content", 1_000_000) // two seconds of reading, unless it is cut short
	var once sync.Once
	f.slow = func() {
		once.Do(func() { close(reading) })
		time.Sleep(10 * time.Millisecond) // a slow stick
	}
	go func() { result <- h.Hold(context.Background(), Held{Path: slow, SHA256: sha("other")}) }()
	<-reading
	h.LetGo(drive)
	checkErr(t, <-result, context.Canceled)
	f.checkClosed(t, 1)
	if got := h.List(); len(got) != 1 || got[0].Path != beside {
		t.Errorf("%d files are held, want the one beside the drive", len(got))
	}
}

// Many at once, as the guard's workers do it, with releases, drives and the end between them.
func TestAllAtOnce(t *testing.T) {
	var paths []string
	for i := range 40 {
		paths = append(paths, fmt.Sprintf("%s%d", abc, i%20))
	}
	f := newFake(paths...)
	h := New(f)
	var all sync.WaitGroup
	for i, path := range paths {
		all.Go(func() {
			err := h.Hold(t.Context(), Held{ID: path, Path: path, SHA256: sha("content")})
			if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, ErrClosed) {
				t.Error(err)
			}
			h.LetGo(path)
			_, _ = h.Release(path)
			h.List()
			if i == 30 {
				h.Close()
			}
		})
	}
	all.Wait()
	f.checkClosed(t, 0)
	checkErr(t, h.Hold(t.Context(), Held{Path: abc}), ErrClosed)
}
