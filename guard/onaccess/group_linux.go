package onaccess

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
	"unsafe"

	"giumat/guard/event"

	"golang.org/x/sync/singleflight"
	"golang.org/x/sys/unix"
)

// A group is one fanotify group and the goroutine that reads it. Each drive has one, and each file system with guarded
// folders: a file system that hangs, or whose own server opens guarded files, then holds up nothing but itself.
type group struct {
	gate  *Gate
	file  *os.File
	raw   syscall.RawConn // of file; refuses once it is closed
	stop  *os.File        // a pipe's end; closing it ends the reading
	ends  *os.File        // the other end
	drive *event.Drive    // nil for folders
	area  string          // the drive's path
	dev   uint64          // of the drive, or of the folders
	whole bool            // the whole file system is marked
	still bool            // what changes a file here shows in the kernel: allowing may be remembered
	ctx   context.Context // ends with the group

	leave   context.CancelFunc
	writing chan struct{}      // a place for each file written to a drive that is being looked at
	turns   chan struct{}      // a place for each file that is being judged
	notes   chan struct{}      // a place for each file that is being remembered
	flights singleflight.Group // by state and channel
}

const (
	writingAtOnce = 64
	judgedAtOnce  = 2
	notesAtOnce   = 64
)

// newGroup asks the kernel for a group. O_NONBLOCK: the kernel opens each file for the guard while the guard reads the
// event, and would else wait in that for the other end of a named pipe.
func (g *Gate) newGroup() (*group, error) {
	fd, err := unix.FanotifyInit(
		unix.FAN_CLASS_CONTENT|unix.FAN_CLOEXEC|unix.FAN_UNLIMITED_QUEUE|unix.FAN_UNLIMITED_MARKS,
		unix.O_RDONLY|unix.O_LARGEFILE|unix.O_CLOEXEC|unix.O_NOATIME|unix.O_NONBLOCK)
	if err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), "fanotify")
	raw, err := file.SyscallConn()
	if err == nil {
		err = unix.SetNonblock(fd, true) // only now: Go's poller must not take it (see next)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	ends, stop, err := os.Pipe()
	if err != nil {
		file.Close()
		return nil, err
	}
	ctx, leave := context.WithCancel(g.ctx)
	return &group{
		gate: g, file: file, raw: raw, stop: stop, ends: ends, ctx: ctx, leave: leave,
		writing: make(chan struct{}, writingAtOnce), turns: make(chan struct{}, judgedAtOnce), notes: make(chan struct{}, notesAtOnce),
	}, nil
}

// close ends the group; the kernel then allows what waits. It waits for nobody: who uses file at this moment, the reader
// or one that marks, closes it when done.
func (g *group) close() {
	g.leave()
	g.stop.Close()
	g.file.Close()
}

// discard closes a group that nobody reads.
func (g *group) discard() {
	g.close()
	g.ends.Close()
}

// mark is fanotify_mark(2). dir is a descriptor when path is empty.
func (g *group) mark(flags uint, mask uint64, dir int, path string) error {
	var err error
	if closed := g.raw.Control(func(fd uintptr) { err = unix.FanotifyMark(int(fd), flags, mask, dir, path) }); closed != nil {
		return closed
	}
	return err
}

// read hands events on until the group is closed. It does nothing that could wait for a file or for a judgement, except
// what the kernel does in read(2): it opens the file for the guard.
func (g *group) read() {
	defer g.ends.Close()
	buf := make([]byte, 16<<10)
	for g.ctx.Err() == nil {
		n, err := g.next(buf)
		switch {
		case err == nil:
			err = g.hand(buf[:n])
			if err != nil {
				g.gate.log.warn("guarding ends here", err)
				g.close()
			}
		case g.ctx.Err() != nil || errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EINTR):
		default: // the kernel could not open a file for the guard, and has refused the program
			g.gate.log.warn("cannot read an event", err)
			time.Sleep(time.Millisecond)
		}
	}
}

// next waits for events. It does not leave the waiting to Go's poller, which sleeps after EAGAIN until another event
// comes: read(2) fails so, too, for one event among others, when the file is under another program's lease.
func (g *group) next(buf []byte) (n int, err error) {
	ends := int32(g.ends.Fd())
	closed := g.raw.Control(func(fd uintptr) {
		wait := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}, {Fd: ends, Events: unix.POLLIN}}
		if _, err = unix.Poll(wait, -1); err == nil {
			n, err = unix.Read(int(fd), buf)
		}
	})
	return n, errors.Join(closed, err)
}

func (g *group) hand(buf []byte) error {
	for len(buf) > 0 {
		e, rest, err := nextMetadata(buf)
		if err != nil {
			return err
		}
		buf = rest
		switch {
		case e.Mask&unix.FAN_Q_OVERFLOW != 0:
			g.gate.counts.lost.Add(1)
			g.gate.log.warn("the kernel lost events", errors.New("queue overflow"))
		case e.FD < 0:
		case e.Mask&unix.FAN_OPEN_PERM != 0:
			g.opened(e)
		default:
			g.written(e)
		}
	}
	return nil
}

// opened answers for the guard itself at once: it may be what the answer waits for. It answers at once, too, for a
// program in a folder that is not listed, which is nearly every one; all it asks for that, the kernel has in memory.
func (g *group) opened(e metadata) {
	if e.PID == g.gate.pid {
		g.answer(e.FD, true)
		unix.Close(int(e.FD))
		return
	}
	a := &asking{group: g, fd: e.FD, pid: e.PID, exe: programOf(e.PID), listed: true}
	if g.drive == nil {
		a.o.Channel, a.listed = g.gate.config.Programs.Channel(programName(a.exe))
	}
	g.gate.counts.asked.Add(1)
	if a.listed || !g.gate.locks.none() {
		g.gate.running.Go(a.ask)
		return
	}
	a.answer(true)
	g.later(g.notes, a.ask, func() { unix.Close(int(e.FD)) })
}

// later has do done where there is a place for it, else calls pass. The program goes on meanwhile, and could bring on
// events, each with an open file, faster than they are dealt with.
func (g *group) later(places chan struct{}, do, pass func()) {
	select {
	case places <- struct{}{}:
		g.gate.running.Go(func() {
			defer func() { <-places }()
			do()
		})
	default:
		pass()
	}
}

// answer gives the kernel its answer. It must come before the descriptor is closed, as its number names the event.
func (g *group) answer(fd int32, allow bool) {
	response := unix.FanotifyResponse{Fd: fd, Response: unix.FAN_DENY}
	if allow {
		response.Response = unix.FAN_ALLOW
	}
	var err error
	closed := g.raw.Control(func(fd uintptr) {
		_, err = unix.Write(int(fd), unsafe.Slice((*byte)(unsafe.Pointer(&response)), unsafe.Sizeof(response)))
	})
	if closed == nil && err != nil && !errors.Is(err, unix.ENOENT) { // ENOENT: the opener was killed
		g.gate.log.warn("cannot answer", err)
	}
}

// guardFolder begins to guard what lies directly in dir.
func (g *group) guardFolder(dir string) error {
	mask := uint64(unix.FAN_OPEN_PERM | unix.FAN_EVENT_ON_CHILD)
	if g.drive != nil {
		mask |= unix.FAN_CLOSE_WRITE
	}
	return g.mark(unix.FAN_MARK_ADD|unix.FAN_MARK_ONLYDIR|unix.FAN_MARK_DONT_FOLLOW, mask, unix.AT_FDCWD, dir)
}

// guardAll begins to guard the whole file system that is mounted at dir.
func (g *group) guardAll(dir string) error {
	return g.mark(unix.FAN_MARK_ADD|unix.FAN_MARK_FILESYSTEM|unix.FAN_MARK_ONLYDIR, unix.FAN_OPEN_PERM|unix.FAN_CLOSE_WRITE,
		unix.AT_FDCWD, dir)
}
