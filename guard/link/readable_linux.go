package link

import (
	"errors"
	"os"
	"runtime"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// maxGroups is how many groups a user may be in (NGROUPS_MAX, limits.h).
const maxGroups = 65536

// Readable gives those of files that the user at the other end may read. It opens them as he would: in a thread with his
// rights to files, and no others. A guard without the right to become him finds none.
func (c socketConn) Readable(files []string) []string {
	cred, groups, err := peerRights(c)
	if err != nil {
		return nil
	}
	if int(cred.Uid) == os.Geteuid() {
		return thatOpen(files)
	}
	found := make(chan []string)
	go func() {
		runtime.LockOSThread() // for ever: the thread, which is not to be used again, ends with this goroutine
		if become(cred, groups) != nil {
			found <- nil
			return
		}
		found <- thatOpen(files)
	}()
	return <-found
}

// become gives this thread alone a user's rights to files; package syscall would change all threads. Without fsuid 0 it
// has no capability that overrides them either (setfsuid(2), credentials(7), capabilities(7)).
func become(cred *unix.Ucred, groups []uint32) error {
	if strconv.IntSize < 64 {
		return errors.ErrUnsupported // there the number of this call means groups of 16 bits
	}
	if _, _, e := unix.RawSyscall(unix.SYS_SETGROUPS, uintptr(len(groups)), uintptr(unsafe.Pointer(unsafe.SliceData(groups))), 0); e != 0 {
		return e
	}
	for _, set := range []struct {
		to   uint32
		call func(int) (int, error)
	}{{cred.Gid, unix.SetfsgidRetGid}, {cred.Uid, unix.SetfsuidRetUid}} {
		if _, err := set.call(int(set.to)); err != nil {
			return err
		}
		if now, err := set.call(-1); err != nil || uint32(now) != set.to { // it does not say whether it succeeded
			return unix.EPERM
		}
	}
	return nil
}

// peerRights are the user at the other end and his groups, as they were when the connection was made (SO_PEERCRED and
// SO_PEERGROUPS, socket(7)).
func peerRights(c socketConn) (cred *unix.Ucred, groups []uint32, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return nil, nil, err
	}
	groups = make([]uint32, maxGroups)
	size := uint32(len(groups)) * 4
	var credErr, groupsErr error
	err = raw.Control(func(fd uintptr) {
		cred, credErr = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
		_, _, e := unix.Syscall6(unix.SYS_GETSOCKOPT, fd, unix.SOL_SOCKET, unix.SO_PEERGROUPS,
			uintptr(unsafe.Pointer(&groups[0])), uintptr(unsafe.Pointer(&size)), 0)
		if e != 0 {
			groupsErr = e
		}
	})
	if err := errors.Join(err, credErr, groupsErr); err != nil {
		return nil, nil, err
	}
	return cred, groups[:size/4], nil
}
