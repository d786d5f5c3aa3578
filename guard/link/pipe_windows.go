package link

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"unsafe"

	"golang.org/x/sys/windows"
)

// pipeBuffer is what a pipe holds in each direction, in bytes, before a writer waits.
const pipeBuffer = 64 << 10

// pipeUse are the rights that a client needs: to read and write, but not to make further pipes of that name
// (FILE_CREATE_PIPE_INSTANCE), by which a user could pass himself off as the guard. See "Named Pipe Security and Access
// Rights", Microsoft Learn.
const pipeUse = windows.FILE_GENERIC_READ | windows.FILE_WRITE_DATA | windows.FILE_WRITE_ATTRIBUTES

// pipeListener has one pipe ready for the next client at any time, so that the name is never free for another program.
type pipeListener struct {
	name   *uint16
	access *windows.SecurityAttributes

	closing sync.Once
	closed  windows.Handle // an event

	accepting sync.Mutex
	next      windows.Handle
	shut      bool
}

// Listen makes a pipe at addr, which no other PC may open. Where a guard lives, or any other program has a pipe of that
// name, the error is ErrInUse.
func Listen(addr string, who Audience) (Listener, error) {
	l := &pipeListener{}
	if err := l.open(addr, who); err != nil {
		return nil, fmt.Errorf("listen at %q: %w", addr, err)
	}
	return l, nil
}

func (l *pipeListener) open(addr string, who Audience) error {
	own, err := ownID()
	if err != nil {
		return err
	}
	// Its owner is this user, and none of his groups: that is what clients know the guard by.
	sddl := fmt.Sprintf("O:%[2]sD:P(A;;GA;;;%[1]s)(A;;GA;;;%[2]s)", systemID, own)
	if who == Everyone {
		sddl += fmt.Sprintf("(A;;0x%x;;;AU)", pipeUse)
	}
	sd, err := windows.SecurityDescriptorFromString(sddl)
	if err != nil {
		return err
	}
	l.access = &windows.SecurityAttributes{Length: uint32(unsafe.Sizeof(windows.SecurityAttributes{})), SecurityDescriptor: sd}
	if l.name, err = windows.UTF16PtrFromString(addr); err != nil {
		return err
	}
	if l.closed, err = windows.CreateEvent(nil, 1, 0, nil); err != nil {
		return err
	}
	if l.next, err = l.create(windows.FILE_FLAG_FIRST_PIPE_INSTANCE); err == nil {
		return nil
	}
	if errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_PIPE_BUSY) {
		err = ErrInUse
	}
	return errors.Join(err, windows.CloseHandle(l.closed))
}

func (l *pipeListener) create(flags uint32) (windows.Handle, error) {
	flags |= windows.PIPE_ACCESS_DUPLEX | windows.FILE_FLAG_OVERLAPPED
	const mode = windows.PIPE_TYPE_BYTE | windows.PIPE_REJECT_REMOTE_CLIENTS
	return windows.CreateNamedPipe(l.name, flags, mode, windows.PIPE_UNLIMITED_INSTANCES, pipeBuffer, pipeBuffer, 0, l.access)
}

// Accept waits for a client. One that came and went again is passed over.
func (l *pipeListener) Accept() (Conn, error) {
	l.accepting.Lock()
	defer l.accepting.Unlock()
	for !l.shut {
		came := l.await()
		if came != nil && !errors.Is(came, windows.ERROR_NO_DATA) {
			return nil, came
		}
		pipe, err := l.take()
		if err != nil {
			return nil, err
		}
		if came == nil {
			return pipeConn{os.NewFile(uintptr(pipe), "pipe")}, nil
		}
		if err := windows.CloseHandle(pipe); err != nil {
			return nil, err
		}
	}
	return nil, net.ErrClosed
}

// await waits until a client has opened the next pipe, or the listener is closed.
func (l *pipeListener) await() error {
	event, err := windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(event)
	o := &windows.Overlapped{HEvent: event}
	switch err := windows.ConnectNamedPipe(l.next, o); {
	case err == nil || errors.Is(err, windows.ERROR_PIPE_CONNECTED):
		return nil
	case !errors.Is(err, windows.ERROR_IO_PENDING):
		return err
	}
	first, err := windows.WaitForMultipleObjects([]windows.Handle{l.closed, event}, false, windows.INFINITE)
	closed := first == windows.WAIT_OBJECT_0
	if err != nil || closed {
		_ = windows.CancelIoEx(l.next, o) // it may be done by now
	}
	var n uint32
	connected := windows.GetOverlappedResult(l.next, o, &n, true) // nothing is under way after this
	if closed {
		return net.ErrClosed
	}
	return errors.Join(err, connected)
}

// take gives the pipe that a client has opened, and makes one for the next client first.
func (l *pipeListener) take() (windows.Handle, error) {
	next, err := l.create(0)
	if err != nil {
		return next, err
	}
	taken := l.next
	l.next = next
	return taken, nil
}

// Close makes Accept return and frees the name.
func (l *pipeListener) Close() error {
	err := net.ErrClosed
	l.closing.Do(func() {
		err = windows.SetEvent(l.closed)
		l.accepting.Lock()
		defer l.accepting.Unlock()
		l.shut = true
		err = errors.Join(err, windows.CloseHandle(l.next), windows.CloseHandle(l.closed))
	})
	return err
}
