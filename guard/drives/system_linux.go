package drives

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// System reports what is mounted, and again whenever that changes: the kernel tells whoever polls mountinfo, but
// only once. os.Open would hand the file to Go's own poller too, which now and then would be the one that is told.
func System(ctx context.Context, report func([]Drive)) error {
	fd, err := unix.Open("/proc/self/mountinfo", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("list mounts: %w", err)
	}
	f := os.NewFile(uintptr(fd), "mountinfo")
	defer f.Close()
	for ctx.Err() == nil {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("list mounts: %w", err)
		}
		mounts, err := readMounts(f)
		if err != nil {
			return err
		}
		report(drivesOf(mounts, func(m mount) bool { return removableDisk("/sys", m) }))
		if err := pollMounts(ctx, int32(fd)); err != nil {
			return fmt.Errorf("wait for mounts: %w", err)
		}
	}
	return nil
}

// pollMounts returns when a mount has changed since the last poll of mountinfo, or ctx is done.
func pollMounts(ctx context.Context, mountinfo int32) error {
	wake, err := unix.Eventfd(0, unix.EFD_CLOEXEC)
	if err != nil {
		return err
	}
	defer unix.Close(wake)
	woken := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		_, err := unix.Write(wake, []byte{1, 0, 0, 0, 0, 0, 0, 1})
		woken <- err
	})
	defer func() {
		if !stop() {
			<-woken // before wake is closed
		}
	}()
	for {
		_, err := unix.Poll([]unix.PollFd{
			{Fd: mountinfo, Events: unix.POLLPRI | unix.POLLERR},
			{Fd: int32(wake), Events: unix.POLLIN},
		}, -1)
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
