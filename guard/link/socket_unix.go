//go:build unix

package link

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// systemID is the system's own user.
const systemID = "0"

func ownID() (string, error) { return strconv.Itoa(os.Geteuid()), nil }

// Listen makes a socket at addr. Its folder is made for its user alone if it is not there, and must not be one that
// others may write to. A socket that a dead guard has left is replaced; where a guard lives the error is ErrInUse.
func Listen(addr string, who Audience) (Listener, error) {
	if len(addr) > maxAddr {
		return nil, fmt.Errorf("listen at %q: the path has %d bytes, the system allows %d", addr, len(addr), maxAddr)
	}
	if err := prepare(addr, who); err != nil {
		return nil, fmt.Errorf("listen at %q: %w", addr, err)
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: addr, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	mode := fs.FileMode(0o600)
	if who == Everyone {
		mode = 0o666
	}
	if err := os.Chmod(addr, mode); err != nil {
		return nil, errors.Join(fmt.Errorf("listen: %w", err), l.Close())
	}
	return socketListener{l}, nil
}

// prepare makes the folder of a socket and takes away what a dead guard has left.
func prepare(addr string, who Audience) error {
	dir, mode := filepath.Dir(addr), fs.FileMode(0o700)
	if who == Everyone {
		mode = 0o755
	}
	if err := os.MkdirAll(dir, mode); err != nil {
		return err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	owner := info.Sys().(*syscall.Stat_t).Uid
	if info.Mode().Perm()&0o022 != 0 || owner != 0 && int(owner) != os.Geteuid() {
		return errors.New("others may change its folder")
	}
	return removeStale(addr)
}

func removeStale(addr string) error {
	info, err := os.Lstat(addr)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().Type() != fs.ModeSocket {
		return errors.New("something else lies there")
	}
	conn, err := net.Dial("unix", addr)
	if err == nil {
		return errors.Join(ErrInUse, conn.Close())
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return err
	}
	return os.Remove(addr)
}

// Dial connects to the guard at addr. It must be run by this user or the system, or the error is ErrStranger.
func Dial(ctx context.Context, addr string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", addr)
	if err != nil {
		return nil, err
	}
	server, err := peerID(conn.(*net.UnixConn))
	if err == nil && server != systemID && server != strconv.Itoa(os.Geteuid()) {
		err = ErrStranger
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

type socketListener struct{ *net.UnixListener }

// Accept gives the next connection.
func (l socketListener) Accept() (Conn, error) {
	conn, err := l.AcceptUnix()
	if err != nil {
		return nil, err
	}
	return socketConn{conn}, nil
}

type socketConn struct{ *net.UnixConn }

// User is what the kernel says.
func (c socketConn) User() (User, error) {
	id, err := peerID(c.UnixConn)
	if err != nil {
		return User{}, fmt.Errorf("peer's user: %w", err)
	}
	u := named(id)
	u.Admin = id == systemID
	return u, nil
}
