package onaccess

import (
	"time"

	"golang.org/x/sys/unix"
)

// An inode is a file, under whatever name.
type inode struct{ dev, ino uint64 }

// A state tells a file's content from an earlier one, as far as the file system's times go.
type state struct {
	inode
	size         int64
	mtime, ctime unix.Timespec
	mode         uint32
}

func stateOf(fd int) (state, error) {
	var s unix.Stat_t
	if err := unix.Fstat(fd, &s); err != nil {
		return state{}, err
	}
	return state{inode{s.Dev, s.Ino}, s.Size, s.Mtim, s.Ctim, s.Mode}, nil
}

func (s state) regular() bool { return s.mode&unix.S_IFMT == unix.S_IFREG }

// racilyClean is how long after a change a further one may leave the times as they were. FAT counts in 2 s.
const racilyClean = 2 * time.Second

// settled tells whether any later change would show in the times.
func (s state) settled(now time.Time) bool {
	old := func(t unix.Timespec) bool { return now.Sub(time.Unix(t.Unix())) > racilyClean }
	return old(s.mtime) && old(s.ctime)
}

// unwritten tells whether surely nobody has the file open for writing, the opener that waits for leave included: the
// kernel gives a read lease only then (fcntl(2), F_SETLEASE). The lease is given back at once; who opened the file for
// writing in between waits that long. Should the kernel send SIGIO for it, Go's runtime drops it.
func unwritten(fd int) bool {
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_SETLEASE, unix.F_RDLCK); err != nil {
		return false
	}
	_, err := unix.FcntlInt(uintptr(fd), unix.F_SETLEASE, unix.F_UNLCK)
	return err == nil
}
