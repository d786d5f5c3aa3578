package dialog

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"unsafe"

	"github.com/ncruces/zenity"
	"golang.org/x/sys/windows"
)

// Available says whether windows can be shown at all: on Windows always.
func Available() error { return nil }

// windowsScreen shows windows of its own: above all others, and with room for a reason of several lines.
type windowsScreen struct {
	procedure uintptr // of all our windows; Windows calls it

	mu      sync.Mutex
	last    uintptr
	waiting map[uintptr]*form // for their window, by number
	open    map[uintptr]*form // by handle of their window
}

func newScreen() screen {
	s := &windowsScreen{waiting: map[uintptr]*form{}, open: map[uintptr]*form{}}
	s.procedure = windows.NewCallback(s.message)
	return s
}

func (s *windowsScreen) read(ctx context.Context, w window) error {
	_, _, err := s.show(&form{ctx: ctx, w: w})
	return err
}

func (s *windowsScreen) warn(ctx context.Context, w window) (string, bool, error) {
	return s.show(&form{ctx: ctx, w: w, place: reason})
}

func (s *windowsScreen) entry(ctx context.Context, w window) (string, bool, error) {
	return s.show(&form{ctx: ctx, w: w, place: line})
}

func (s *windowsScreen) list(ctx context.Context, w window) error {
	w.yes = ""
	_, _, err := s.show(&form{ctx: ctx, w: w, place: table})
	return err
}

func (s *windowsScreen) folder(ctx context.Context, title string) (string, error) {
	path, err := zenity.SelectFile(zenity.Directory(), zenity.Title(title), zenity.Context(ctx))
	if errors.Is(err, zenity.ErrCanceled) {
		return "", nil
	}
	return path, err
}

// show opens a form and waits until it is closed.
func (s *windowsScreen) show(f *form) (typed string, goOn bool, err error) {
	// A window belongs to its thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if setThreadDpiContext.Find() == nil {
		before, _, _ := setThreadDpiContext.Call(dpiSystemAware)
		defer setThreadDpiContext.Call(before)
	}
	number := s.add(f)
	defer s.remove(f, number)

	frame := dialogTemplate{
		style:   wsPopup | wsCaption | wsSysMenu | dsModalFrame | dsSetForeground,
		exStyle: wsExTopmost | wsExAppWindow,
	}
	pressed, _, why := dialogBoxIndirect.Call(0, uintptr(unsafe.Pointer(&frame)), 0, s.procedure, number)
	switch {
	case f.handle == 0: // pressed is 0 or -1
		return "", false, fmt.Errorf("open window: %w", why)
	case f.ctx.Err() != nil:
		return "", false, f.ctx.Err()
	}
	return f.typed, pressed == idGoOn, nil
}

// add keeps a form under a number until its window is there.
func (s *windowsScreen) add(f *form) uintptr {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	s.waiting[s.last] = f
	return s.last
}

func (s *windowsScreen) remove(f *form, number uintptr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.waiting, number)
	delete(s.open, f.handle)
	if f.font != 0 {
		deleteObject.Call(f.font)
	}
}

// message hands a message of Windows to the form that it is for. Some come before the form knows its window.
func (s *windowsScreen) message(handle, kind, wparam, lparam uintptr) uintptr {
	s.mu.Lock()
	if kind == wmInitDialog {
		s.open[handle] = s.waiting[lparam]
		s.open[handle].handle = handle
	}
	f := s.open[handle]
	s.mu.Unlock()
	if f == nil {
		return 0
	}
	return f.message(kind, wparam, lparam)
}
