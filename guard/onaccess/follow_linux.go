package onaccess

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// Follow guards the file at path under whatever name it is given on its file system, and wherever that is mounted.
func (g *Gate) Follow(path string) error {
	fd, s, err := look(path)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return g.follow(fd, s)
}

// Lock keeps everybody but the guard from opening the file at path, under whatever name, until the lock is closed. Who
// has it open already keeps it. The file is followed, and stays so.
func (g *Gate) Lock(path string) (io.Closer, error) {
	fd, s, err := look(path)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	lock := g.locks.add(s.inode)
	if err := g.follow(fd, s); err != nil {
		lock.Close()
		return nil, err
	}
	return lock, nil
}

// follow has every group forget that the file may be opened, and sees to it that one asks.
func (g *Gate) follow(fd int, s state) error {
	link := descriptorPath(fd)
	asks := false
	g.mu.Lock()
	groups := g.groups()
	g.mu.Unlock()
	for _, group := range groups {
		group.forget(unix.AT_FDCWD, link)
		asks = asks || group.whole && group.dev == s.dev
	}
	if asks {
		return nil
	}
	group, err := g.folderGroup(s.dev, link)
	if err == nil {
		err = group.mark(unix.FAN_MARK_ADD, unix.FAN_OPEN_PERM, unix.AT_FDCWD, link)
	}
	if err != nil {
		return fmt.Errorf("follow a file: %w", err)
	}
	return nil
}

// look takes hold of a regular file without opening it, and follows no link.
func look(path string) (fd int, s state, err error) {
	fd, err = unix.Open(path, unix.O_PATH|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return 0, state{}, &fs.PathError{Op: "follow", Path: path, Err: err}
	}
	if s, err = stateOf(fd); err == nil && !s.regular() {
		err = errors.New("follow a file: not a regular file")
	}
	if err != nil {
		unix.Close(fd)
		return 0, state{}, err
	}
	return fd, s, nil
}

// locks counts how many times each file is locked.
type locks struct {
	mu    sync.Mutex
	times map[inode]int
}

func (l *locks) add(file inode) io.Closer {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.times == nil {
		l.times = map[inode]int{}
	}
	l.times[file]++
	return &lock{of: l, file: file}
}

func (l *locks) has(file inode) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.times[file] > 0
}

func (l *locks) none() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.times) == 0
}

// dropDevice ends the locks on a drive that went: the next one gets the same numbers.
func (l *locks) dropDevice(dev uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.times, func(file inode, _ int) bool { return file.dev == dev })
}

type lock struct {
	of   *locks
	file inode
	once sync.Once
}

// Close lets others open the file again, as far as there is no other lock on it.
func (l *lock) Close() error {
	l.once.Do(func() {
		l.of.mu.Lock()
		defer l.of.mu.Unlock()
		if l.of.times[l.file]--; l.of.times[l.file] <= 0 {
			delete(l.of.times, l.file)
		}
	})
	return nil
}

// descriptorPath is a path that leads to an open file, also to one that was opened with O_PATH.
func descriptorPath(fd int) string { return fmt.Sprintf("/proc/self/fd/%d", fd) }

// pathOf gives the path by which a file was opened, as the kernel tells it; empty when it does not.
func pathOf(fd int) string {
	path, _ := os.Readlink(descriptorPath(fd))
	return path
}
