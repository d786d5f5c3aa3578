package act

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// openSource opens a document to be judged once more and moved. It follows no link, waits for no pipe and, where the
// system permits, leaves the time of last access as it was.
func openSource(path string) (*os.File, error) {
	const flags = os.O_RDONLY | unix.O_NOFOLLOW | unix.O_NONBLOCK
	f, err := os.OpenFile(path, flags|unix.O_NOATIME, 0)
	if errors.Is(err, unix.EPERM) { // only the owner and root may ask for O_NOATIME
		f, err = os.OpenFile(path, flags, 0)
	}
	return f, err
}

// holdStill asks the system that nobody write to f until it is closed, by a read lease (fcntl(2), F_SETLEASE). It fails
// with ErrBusy when somebody has the file open for writing. Who opens it for writing later waits until f is closed, at
// most /proc/sys/fs/lease-break-time seconds. Where leases are not to be had (EINVAL, EACCES), held is false.
func holdStill(f *os.File) (held bool, err error) {
	_, err = unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_RDLCK)
	if errors.Is(err, unix.EAGAIN) {
		return false, ErrBusy
	}
	return err == nil, nil
}

// awaited tells whether somebody waits to write to a file that holdStill holds.
func awaited(f *os.File) bool {
	lease, err := unix.FcntlInt(f.Fd(), unix.F_GETLEASE, 0)
	return err == nil && lease != unix.F_RDLCK
}

// forget drops f from the system's memory, so that the next reading comes from the disk itself.
func forget(f *os.File) {
	unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) // only advice: the bytes are right without it
}
