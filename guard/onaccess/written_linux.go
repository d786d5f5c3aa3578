package onaccess

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"giumat/guard/event"

	"golang.org/x/sys/unix"
)

// written is told that a writer closed a file. What was known of the file is forgotten. On a drive the file is held
// open until the guard has judged it, so that the drive cannot be unmounted before; when too many are held already, this
// one is left to the watcher, which sees it, too.
func (g *group) written(e metadata) {
	g.forget(int(e.FD), "")
	if g.drive == nil || e.PID == g.gate.pid {
		unix.Close(int(e.FD))
		return
	}
	g.later(g.writing, func() { g.tell(e) }, func() {
		unix.Close(int(e.FD))
		g.gate.counts.passed.Add(1)
	})
}

func (g *group) tell(e metadata) {
	defer unix.Close(int(e.FD))
	defer func() {
		if thrown := recover(); thrown != nil {
			g.gate.log.warn("judging panicked", fmt.Errorf("a value of type %T", thrown))
		}
	}()
	path, err := g.pathHere(int(e.FD))
	if err != nil || g.gate.exempt(e.PID, programOf(e.PID)) {
		return // deleted meanwhile, or one that may
	}
	g.gate.counts.written.Add(1)
	g.gate.config.Written(g.ctx, event.File{Path: path, Channel: event.Removable, Drive: *g.drive, Seen: time.Now()})
}

// pathHere gives a path that leads to the file for the guard, too. The kernel tells the writer's path, which in another
// mount namespace leads elsewhere or nowhere; then the file is looked up where the drive is mounted for the guard.
func (g *group) pathHere(fd int) (string, error) {
	var file unix.Stat_t
	if err := unix.Fstat(fd, &file); err != nil {
		return "", err
	}
	if file.Nlink == 0 {
		return "", os.ErrNotExist
	}
	path := pathOf(fd)
	if leadsTo(path, file) {
		return path, nil
	}
	handle, _, err := unix.NameToHandleAt(fd, "", unix.AT_EMPTY_PATH)
	if err != nil {
		return "", err
	}
	mount, err := os.Open(g.area)
	if err != nil {
		return "", err
	}
	defer mount.Close()
	same, err := unix.OpenByHandleAt(int(mount.Fd()), handle, unix.O_PATH|unix.O_CLOEXEC)
	if err != nil {
		return "", err
	}
	defer unix.Close(same)
	path = pathOf(same)
	if !filepath.IsAbs(path) || !leadsTo(path, file) {
		return "", os.ErrNotExist
	}
	return path, nil
}

func leadsTo(path string, file unix.Stat_t) bool {
	var there unix.Stat_t
	return unix.Lstat(path, &there) == nil && there.Dev == file.Dev && there.Ino == file.Ino
}
