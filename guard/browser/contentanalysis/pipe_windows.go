package contentanalysis

import (
	"errors"
	"os"
	"runtime"
	"sync"

	"golang.org/x/sys/windows"
)

// pipe is one end of a connection. It does not use os.File, which takes a message that is longer than the buffer
// (ERROR_MORE_DATA) for a failure, and so each Receive that waits holds a thread.
type pipe struct {
	handle  windows.Handle
	closing sync.Once
	closed  windows.Handle // an event

	using sync.RWMutex // held by Receive and Send, so that Close frees nothing under them
	gone  bool
}

func newPipe(handle windows.Handle) (Conn, error) {
	closed, err := windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		return nil, errors.Join(err, windows.CloseHandle(handle))
	}
	return &pipe{handle: handle, closed: closed}, nil
}

func (p *pipe) Receive(buf []byte) (n int, cut bool, err error) {
	n, err = p.read(buf)
	cut = errors.Is(err, windows.ERROR_MORE_DATA)
	for errors.Is(err, windows.ERROR_MORE_DATA) {
		_, err = p.read(make([]byte, pipeBuffer)) // what follows is of no use
	}
	return n, cut, err
}

func (p *pipe) read(buf []byte) (int, error) {
	return p.do(func(o *windows.Overlapped) error { return windows.ReadFile(p.handle, buf, nil, o) })
}

func (p *pipe) Send(message []byte) error {
	_, err := p.do(func(o *windows.Overlapped) error { return windows.WriteFile(p.handle, message, nil, o) })
	return err
}

func (p *pipe) do(begin func(*windows.Overlapped) error) (int, error) {
	p.using.RLock()
	defer p.using.RUnlock()
	if p.gone {
		return 0, os.ErrClosed
	}
	return overlapped(p.handle, p.closed, begin)
}

func (p *pipe) Close() error {
	err := os.ErrClosed
	p.closing.Do(func() {
		err = windows.SetEvent(p.closed)
		p.using.Lock()
		defer p.using.Unlock()
		p.gone = true
		err = errors.Join(err, windows.CloseHandle(p.handle), windows.CloseHandle(p.closed))
	})
	return err
}

// overlapped begins an operation on a handle and waits until it is done, or the event closed is set: the error is
// os.ErrClosed then. It gives the bytes that were moved.
func overlapped(handle, closed windows.Handle, begin func(*windows.Overlapped) error) (int, error) {
	event, err := windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		return 0, err
	}
	defer windows.CloseHandle(event)
	o := &windows.Overlapped{HEvent: event}
	err = begin(o)
	if err != nil && !errors.Is(err, windows.ERROR_IO_PENDING) && !errors.Is(err, windows.ERROR_MORE_DATA) {
		return 0, err
	}
	ended := false
	if errors.Is(err, windows.ERROR_IO_PENDING) {
		first, err := windows.WaitForMultipleObjects([]windows.Handle{closed, event}, false, windows.INFINITE)
		ended = first == windows.WAIT_OBJECT_0
		if err != nil || ended {
			_ = windows.CancelIoEx(handle, o) // it may be done by now
		}
	}
	var n uint32
	err = windows.GetOverlappedResult(handle, o, &n, true) // nothing is under way after this
	runtime.KeepAlive(begin)                               // and with it the buffer that the system writes to
	if ended {
		return 0, os.ErrClosed
	}
	return int(n), err
}
