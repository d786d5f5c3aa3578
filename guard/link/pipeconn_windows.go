package link

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"time"

	"golang.org/x/sys/windows"
)

// systemID is the system's own user, LocalSystem ("Well-known SIDs", Microsoft Learn).
const systemID = "S-1-5-18"

// busyPause is before a pipe is tried again that another client has just taken.
const busyPause = 10 * time.Millisecond

func ownID() (string, error) {
	u, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return "", err
	}
	return u.User.Sid.String(), nil
}

// Dial connects to the guard at addr. Its pipe must be of this user or the system, or the error is ErrStranger.
func Dial(ctx context.Context, addr string) (net.Conn, error) {
	name, err := windows.UTF16PtrFromString(addr)
	if err != nil {
		return nil, err
	}
	pipe, err := openPipe(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("dial %q: %w", addr, err)
	}
	if err := checkOwner(pipe); err != nil {
		return nil, errors.Join(err, windows.CloseHandle(pipe))
	}
	return pipeConn{os.NewFile(uintptr(pipe), "pipe")}, nil
}

// openPipe lets the guard know who opens it, and not act in his name (SECURITY_IDENTIFICATION).
func openPipe(ctx context.Context, name *uint16) (windows.Handle, error) {
	const flags = windows.FILE_FLAG_OVERLAPPED | windows.SECURITY_SQOS_PRESENT | windows.SECURITY_IDENTIFICATION
	for {
		pipe, err := windows.CreateFile(name, pipeUse, 0, nil, windows.OPEN_EXISTING, flags, 0)
		if !errors.Is(err, windows.ERROR_PIPE_BUSY) {
			return pipe, err
		}
		pause(ctx, busyPause)
		if ctx.Err() != nil {
			return pipe, ctx.Err()
		}
	}
}

// checkOwner says whether a pipe was made by this user or the system. An owner cannot be feigned: without the privilege
// to restore files, a program can name only its own user or groups.
func checkOwner(pipe windows.Handle) error {
	sd, err := windows.GetSecurityInfo(pipe, windows.SE_KERNEL_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return fmt.Errorf("owner of the pipe: %w", err)
	}
	owner, _, err := sd.Owner()
	if err != nil {
		return fmt.Errorf("owner of the pipe: %w", err)
	}
	own, err := ownID()
	if err != nil {
		return err
	}
	if id := owner.String(); id != own && id != systemID {
		return ErrStranger
	}
	return nil
}

// pipeConn is one end of a pipe.
type pipeConn struct{ *os.File }

// LocalAddr tells nothing: a pipe's ends have no addresses.
func (c pipeConn) LocalAddr() net.Addr { return pipeAddr{} }

// RemoteAddr tells nothing: a pipe's ends have no addresses.
func (c pipeConn) RemoteAddr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

// User is the one whose thread wrote what was read last ("ImpersonateNamedPipeClient", Microsoft Learn). The number of
// the client's process would be less: it may be another's by the time it is looked up.
func (c pipeConn) User() (User, error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return User{}, err
	}
	var id string
	var admin bool
	var idErr error
	if err := raw.Control(func(fd uintptr) { id, admin, idErr = clientID(windows.Handle(fd)) }); err != nil {
		return User{}, err
	}
	if idErr != nil {
		return User{}, fmt.Errorf("peer's user: %w", idErr)
	}
	u := named(id)
	u.Admin = admin
	return u, nil
}

// clientID is who the client is, and whether he has an administrator's rights.
func clientID(pipe windows.Handle) (id string, admin bool, err error) {
	token, err := clientToken(pipe)
	if err != nil {
		return "", false, err
	}
	defer token.Close()
	u, err := token.GetTokenUser()
	if err != nil {
		return "", false, err
	}
	id = u.User.Sid.String()
	return id, id == systemID || token.IsElevated(), nil
}

// clientToken takes the client's place in this thread for as long as it takes to keep who he is.
func clientToken(pipe windows.Handle) (windows.Token, error) {
	runtime.LockOSThread()
	impersonate := windows.NewLazySystemDLL("advapi32.dll").NewProc("ImpersonateNamedPipeClient")
	if ok, _, err := impersonate.Call(uintptr(pipe)); ok == 0 {
		runtime.UnlockOSThread()
		return 0, err
	}
	var token windows.Token
	err := windows.OpenThreadToken(windows.CurrentThread(), windows.TOKEN_QUERY, true, &token)
	if back := windows.RevertToSelf(); back != nil {
		return 0, back // the thread is another's now: it stays locked and ends with its goroutine
	}
	runtime.UnlockOSThread()
	return token, err
}
