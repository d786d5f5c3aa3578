package clipboard

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"slices"
	"testing"
	"time"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/windows"
)

// put copies one or more forms, as a program that is gone by now.
func put(t *testing.T, forms map[uintptr][]byte) {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	window, err := newListener() // the clipboard has to belong to a window
	if err != nil {
		t.Fatal(err)
	}
	defer destroyWindow.Call(window)
	err = withClipboard(t.Context(), window, func() error {
		if ok, _, why := emptyClipboard.Call(); ok == 0 {
			return why
		}
		for form, data := range forms {
			if err := putForm(form, data); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func putForm(form uintptr, data []byte) error {
	const movable = 2
	block, _, why := kernel32.NewProc("GlobalAlloc").Call(movable, uintptr(len(data)))
	if block == 0 {
		return why
	}
	at, _, why := globalLock.Call(block)
	if at == 0 {
		return why
	}
	err := windows.WriteProcessMemory(windows.CurrentProcess(), at, &data[0], uintptr(len(data)), nil)
	globalUnlock.Call(block)
	if err != nil {
		return err
	}
	if ok, _, why := user32.NewProc("SetClipboardData").Call(form, block); ok == 0 {
		return why
	}
	return nil
}

func putFiles(t *testing.T, paths ...string) {
	t.Helper()
	put(t, map[uintptr][]byte{cfHDrop: dropFiles(paths...)})
}

func registered(t *testing.T, form string) uintptr {
	t.Helper()
	name, err := windows.UTF16PtrFromString(form)
	if err != nil {
		t.Fatal(err)
	}
	number, _, _ := registerFormat.Call(uintptr(unsafe.Pointer(name)))
	return number
}

// onClipboard is what a program gets that pastes files.
func onClipboard(t *testing.T) []string {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var c Copied
	err := withClipboard(t.Context(), 0, func() (err error) {
		c, err = readClipboard()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c.Paths
}

// watchCleared is watchDesk of a clipboard on which no other test has left a list.
func watchCleared(t *testing.T, think func(Copied) bool) *desk {
	t.Helper()
	const text = 1
	put(t, map[uintptr][]byte{text: []byte("text\x00")})
	return watchDesk(t, think)
}

func TestMarkedListIsEmptied(t *testing.T) {
	d := watchCleared(t, nil)
	for range 2 {
		putFiles(t, `C:\Kế hoạch.marked`, `C:\b`)
		d.wantAsked(Copied{Paths: []string{`C:\Kế hoạch.marked`, `C:\b`}})
		d.wantEmptied()
		if got := onClipboard(t); got != nil {
			t.Errorf("%d files can be pasted", len(got))
		}
	}
	d.end(nil)
	if got := d.log.String(); got != "" {
		t.Errorf("log: %s", got)
	}
}

func TestCutFiles(t *testing.T) {
	const text = 1
	d := watchCleared(t, nil)
	for effect, cut := range map[byte]bool{1: false, 2: true, 5: false} { // copy, move, copy or link
		put(t, map[uintptr][]byte{
			text: []byte("text\x00"), cfHDrop: dropFiles(`C:\a`), registered(t, "Preferred DropEffect"): {effect, 0, 0, 0},
		})
		d.wantAsked(Copied{Paths: []string{`C:\a`}, Cut: cut})
	}
	d.end(nil)
}

func TestUnmarkedListAndTextStay(t *testing.T) {
	const text = 1
	d := watchCleared(t, nil)
	put(t, map[uintptr][]byte{text: []byte("C:\\marked\x00")})
	putFiles(t, `C:\paper`)
	d.wantAsked(Copied{Paths: []string{`C:\paper`}})
	d.end(nil)
	if diff := cmp.Diff([]string{`C:\paper`}, onClipboard(t)); diff != "" || len(d.emptied) != 0 {
		t.Errorf("emptied %d times, on the clipboard (-want +got):\n%s", len(d.emptied), diff)
	}
}

func TestNewerListIsNotEmptied(t *testing.T) {
	d := watchCleared(t, isMarked)
	putFiles(t, `C:\marked`)
	d.wantAsked(Copied{Paths: []string{`C:\marked`}})
	putFiles(t, `C:\paper`)
	d.wantAsked(Copied{Paths: []string{`C:\paper`}})
	d.end(nil)
	if diff := cmp.Diff([]string{`C:\paper`}, onClipboard(t)); diff != "" || len(d.emptied) != 0 {
		t.Errorf("emptied %d times, on the clipboard (-want +got):\n%s", len(d.emptied), diff)
	}
}

// The list itself is looked at, should Watch not yet have heard of a newer one; another form of the same copy, which
// makes Windows count on, is no newer copy.
func TestEmptyLooksAgain(t *testing.T) {
	b := &windowsBoard{log: slog.New(slog.DiscardHandler)}
	old := list{Copied: Copied{Paths: []string{`C:\marked`}}}
	putFiles(t, `C:\paper`)
	if err := b.Empty(t.Context(), old); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{`C:\paper`}, onClipboard(t)); diff != "" {
		t.Errorf("on the clipboard (-want +got):\n%s", diff)
	}
	put(t, map[uintptr][]byte{cfHDrop: dropFiles(`C:\marked`), registered(t, "Another Form"): {1}})
	if err := b.Empty(t.Context(), old); err != nil {
		t.Error(err)
	}
	if got := onClipboard(t); got != nil {
		t.Errorf("%d files can be pasted", len(got))
	}
}

// While another program keeps the clipboard open nothing can be read or emptied; after that, everything.
func TestBusyClipboard(t *testing.T) {
	putFiles(t, `C:\marked`)
	open, opened, closed := make(chan bool), make(chan error, 1), make(chan bool)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(closed)
		window, err := newListener() // in Wine, two that open it for no window are taken for one
		if err != nil {
			opened <- err
			return
		}
		defer destroyWindow.Call(window)
		_ = withClipboard(context.Background(), window, func() error {
			opened <- nil
			<-open
			return nil
		})
	}()
	if err := receive(t, "open", opened); err != nil {
		t.Fatal(err)
	}
	b := &windowsBoard{log: slog.New(slog.DiscardHandler)}
	if err := b.Empty(t.Context(), list{Copied: Copied{Paths: []string{`C:\marked`}}}); !errors.Is(err, errBusy) {
		t.Errorf("empty: %v", err)
	}
	d := watchDesk(t, nil)
	time.Sleep(2 * openTime) // real time, as the other program's is: Watch gives up once, and tries again
	close(open)
	<-closed
	d.wantAsked(Copied{Paths: []string{`C:\marked`}})
	d.wantEmptied()
	d.end(nil)
}

func TestBigList(t *testing.T) {
	d := watchCleared(t, nil)
	paths := slices.Repeat([]string{`C:\` + string(slices.Repeat([]rune{'ạ'}, 400))}, 11_000)
	putFiles(t, paths...)
	if c := receive(t, "ask", d.asked); len(c.Paths) != 1 || !c.More {
		t.Errorf("%d paths, more %v", len(c.Paths), c.More)
	}
	d.end(nil)
}

func TestListenerEnds(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		d := watchCleared(t, thinkOfAll)
		putFiles(t, `C:\marked`)
		d.wantAsked(Copied{Paths: []string{`C:\marked`}})
		d.end(nil)
	}
	wantGoroutines(t, before)
}

func TestTimeUntilEmptied(t *testing.T) {
	d := watchCleared(t, nil)
	var took []time.Duration
	for range 100 {
		begin := time.Now()
		putFiles(t, `C:\marked`)
		d.wantEmptied()
		took = append(took, time.Since(begin))
	}
	d.end(nil)
	slices.Sort(took)
	t.Logf("from copied to emptied, 100 copies: median %v, 99th %v, longest %v", took[50], took[98], took[99])
}

func TestDesktopIsVisible(t *testing.T) {
	if err := Check(); err != nil {
		t.Errorf("Check: %v", err)
	}
}
