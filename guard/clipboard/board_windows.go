package clipboard

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Another program may have the clipboard open for a moment, and only one can. It is waited for in steps.
const (
	openTime = time.Second
	openStep = 5 * time.Millisecond
)

// A windowsBoard is the clipboard of the user's desktop.
type windowsBoard struct {
	log  *slog.Logger
	busy bool    // another program kept the clipboard open for too long, and the log says so
	told uintptr // the sequence number of what was told last
}

func checkSession() error {
	if !visibleDesktop() {
		return ErrNoScreen
	}
	return nil
}

func openBoard(log *slog.Logger) (board, error) {
	if err := checkSession(); err != nil {
		return nil, err
	}
	return &windowsBoard{log: log}, nil
}

// Run listens with a window that nobody sees. Messages of a window come to the thread that made it.
func (b *windowsBoard) Run(ctx context.Context, lists chan<- list) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	window, err := newListener()
	if err != nil {
		return err
	}
	defer destroyWindow.Call(window)
	stop := context.AfterFunc(ctx, func() { postMessage.Call(window, wmNull, 0, 0) }) // so that the loop below looks
	defer stop()

	b.tell(ctx, window, lists)
	for ctx.Err() == nil {
		var m message
		switch r, _, why := getMessage.Call(uintptr(unsafe.Pointer(&m)), 0, 0, 0); {
		case int32(r) < 0:
			return fmt.Errorf("wait for a change of the clipboard: %w", why)
		case r == 0:
			return errors.New("somebody ended the wait for changes of the clipboard (WM_QUIT)")
		}
		if m.kind == wmClipboardUpdate {
			b.tell(ctx, window, lists)
			continue
		}
		dispatchMessage.Call(uintptr(unsafe.Pointer(&m)))
	}
	return nil
}

// tell sends what is on the clipboard. When another program keeps it open, it posts itself another message.
func (b *windowsBoard) tell(ctx context.Context, window uintptr, lists chan<- list) {
	var l list
	var err error
	number, _, _ := sequenceNumber.Call()
	// Asked without opening it: copied text is none of the guard's business.
	if has, _, _ := isFormatAvailable.Call(cfHDrop); has != 0 {
		err = withClipboard(ctx, window, func() (err error) {
			l.Copied, err = readClipboard()
			number, _, _ = sequenceNumber.Call() // reading may have made the program write down the list, which counts
			return err
		})
	}
	if err == nil && number == b.told {
		return // Windows tells of every form of a copy
	}
	switch {
	case ctx.Err() != nil:
		return
	case errors.Is(err, errBusy):
		postMessage.Call(window, wmClipboardUpdate, 0, 0)
		if !b.busy {
			b.log.Warn("clipboard_not_read", slog.Any("err", err))
		}
		b.busy = true
		return
	case err != nil:
		b.log.Warn("clipboard_not_read", slog.Any("err", err))
	}
	b.busy, b.told = false, number
	select {
	case lists <- l:
	case <-ctx.Done():
	}
}

// Empty looks again before: the clipboard's sequence number also goes up when somebody asks for another form of the
// same copy (GetClipboardSequenceNumber, on delayed rendering), so the list itself has to be the same.
func (b *windowsBoard) Empty(ctx context.Context, l list) error {
	runtime.LockOSThread() // which the clipboard is open for
	defer runtime.UnlockOSThread()
	return withClipboard(ctx, 0, func() error {
		now, err := readClipboard()
		if err != nil || !slices.Equal(now.Paths, l.Paths) {
			return err
		}
		if ok, _, why := emptyClipboard.Call(); ok == 0 {
			return fmt.Errorf("empty the clipboard: %w", why)
		}
		return nil
	})
}

var errBusy = errors.New("another program keeps the clipboard open")

// withClipboard opens the clipboard for do. The calling goroutine must be locked to its thread.
func withClipboard(ctx context.Context, window uintptr, do func() error) error {
	for end := time.Now().Add(openTime); ; {
		if ok, _, _ := openClipboard.Call(window); ok != 0 {
			break
		}
		if time.Now().After(end) {
			return errBusy
		}
		select {
		case <-time.After(openStep):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	defer closeClipboard.Call()
	return do()
}

// readClipboard reads the open clipboard.
func readClipboard() (Copied, error) {
	names, whole, err := clipboardData(cfHDrop, maxBytes)
	if err != nil || names == nil {
		return Copied{}, err
	}
	paths, more, err := decodeDropFiles(names, fromCodePage)
	if err != nil {
		return Copied{}, err
	}
	c := Copied{More: more || !whole}
	c.add(paths)
	// What the copier would like to happen (Shell Clipboard Formats, CFSTR_PREFERREDDROPEFFECT): 2 is a move.
	form, err := windows.UTF16PtrFromString("Preferred DropEffect")
	if err != nil {
		return Copied{}, err
	}
	number, _, _ := registerFormat.Call(uintptr(unsafe.Pointer(form)))
	effect, _, err := clipboardData(number, 4)
	c.Cut = err == nil && len(effect) == 4 && effect[0]&2 != 0
	return c, nil
}
