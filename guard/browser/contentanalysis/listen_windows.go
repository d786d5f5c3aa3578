package contentanalysis

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"unsafe"

	"golang.org/x/sys/windows"
)

// pipeBuffer is what a pipe holds in each direction, in bytes: as much as browsers read at a time.
const pipeBuffer = 4096

// listener has one pipe ready for the next browser at any time, so that the name is never free for another program.
type listener struct {
	name   *uint16
	access *windows.SecurityAttributes

	closing sync.Once
	closed  windows.Handle // an event

	accepting sync.Mutex
	next      windows.Handle
	shut      bool
}

// Listen makes the pipe of that name (PipeName) where browsers look for it. No other PC may open it. Where another
// program has such a pipe the error is ErrInUse.
func Listen(name string, who Users) (Listener, error) {
	l := &listener{}
	if err := l.open(name, who); err != nil {
		return nil, fmt.Errorf("listen at %q: %w", name, err)
	}
	return l, nil
}

func (l *listener) open(name string, who Users) error {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return err
	}
	path, sddl := address(name, user.User.Sid.String(), who)
	sd, err := windows.SecurityDescriptorFromString(sddl)
	if err != nil {
		return err
	}
	l.access = &windows.SecurityAttributes{Length: uint32(unsafe.Sizeof(windows.SecurityAttributes{})), SecurityDescriptor: sd}
	if l.name, err = windows.UTF16PtrFromString(path); err != nil {
		return err
	}
	if l.closed, err = windows.CreateEvent(nil, 1, 0, nil); err != nil {
		return err
	}
	if l.next, err = l.create(windows.FILE_FLAG_FIRST_PIPE_INSTANCE); err == nil {
		return nil
	}
	if errors.Is(err, windows.ERROR_ACCESS_DENIED) && who == OwnUser || errors.Is(err, windows.ERROR_PIPE_BUSY) {
		err = ErrInUse // under the protected prefix, access is denied to all but administrators
	}
	return errors.Join(err, windows.CloseHandle(l.closed))
}

// address gives the pipe's name and its access rights. Browsers open it for GENERIC_READ and GENERIC_WRITE, so that the
// right to make further pipes of the name cannot be kept from them.
func address(name, user string, who Users) (path, sddl string) {
	const owners = "D:P(A;;GA;;;SY)(A;;GA;;;BA)"
	if who == AllUsers {
		return `\\.\pipe\ProtectedPrefix\Administrators\` + name, owners + "(A;;GRGW;;;AU)"
	}
	return `\\.\pipe\` + name + "." + user, owners + "(A;;GA;;;" + user + ")"
}

func (l *listener) create(flags uint32) (windows.Handle, error) {
	flags |= windows.PIPE_ACCESS_DUPLEX | windows.FILE_FLAG_OVERLAPPED
	const mode = windows.PIPE_TYPE_MESSAGE | windows.PIPE_READMODE_MESSAGE | windows.PIPE_REJECT_REMOTE_CLIENTS
	return windows.CreateNamedPipe(l.name, flags, mode, windows.PIPE_UNLIMITED_INSTANCES, pipeBuffer, pipeBuffer, 0, l.access)
}

// Accept waits for a browser. One that came and went again is passed over.
func (l *listener) Accept() (Conn, error) {
	l.accepting.Lock()
	defer l.accepting.Unlock()
	for !l.shut {
		_, came := overlapped(l.next, l.closed, func(o *windows.Overlapped) error { return windows.ConnectNamedPipe(l.next, o) })
		if came != nil && !errors.Is(came, windows.ERROR_PIPE_CONNECTED) && !errors.Is(came, windows.ERROR_NO_DATA) {
			return nil, came
		}
		taken := l.next
		next, err := l.create(0)
		if err != nil {
			return nil, err
		}
		l.next = next
		if !errors.Is(came, windows.ERROR_NO_DATA) {
			return newPipe(taken)
		}
		if err := windows.CloseHandle(taken); err != nil {
			return nil, err
		}
	}
	return nil, os.ErrClosed
}

// Close makes Accept return and frees the name.
func (l *listener) Close() error {
	err := os.ErrClosed
	l.closing.Do(func() {
		err = windows.SetEvent(l.closed)
		l.accepting.Lock()
		defer l.accepting.Unlock()
		l.shut = true
		err = errors.Join(err, windows.CloseHandle(l.next), windows.CloseHandle(l.closed))
	})
	return err
}
