package onaccess

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"giumat/guard/event"

	"golang.org/x/sys/unix"
)

// Gate stands between programs and the files of its areas. Its methods may be called at the same time.
type Gate struct {
	config    Config
	pid       int32
	self      os.FileInfo     // the guard's executable
	evictable uint            // FAN_MARK_EVICTABLE where the kernel has it
	ctx       context.Context // ends with the gate

	cancel  context.CancelFunc
	running sync.WaitGroup // readers, and one for each opening and each written file
	counts  counts
	locks   locks
	log     calmLog

	mu      sync.Mutex        // not held while a file system is asked anything: it may hang
	areas   map[string]*group // by Area.Path; nil for guarded folders
	folders map[uint64]*group // by device
	closed  bool
}

type counts struct{ asked, denied, late, written, passed, lost atomic.Int64 }

// New makes a gate that guards nothing yet. For lack of rights the error is fs.ErrPermission; where the kernel has no
// permission events it is errors.ErrUnsupported. Close ends it.
func New(c Config) (*Gate, error) {
	if c.Answerer == nil || c.HeadBytes <= 0 {
		return nil, errors.New("guard openings: an answerer and the size of a file's head are needed")
	}
	ctx, cancel := context.WithCancel(context.Background())
	g := &Gate{
		config: c.withDefaults(), pid: int32(os.Getpid()), ctx: ctx, cancel: cancel,
		areas: map[string]*group{}, folders: map[uint64]*group{},
	}
	g.log.to = g.config.Logger
	if err := g.try(); err != nil {
		cancel()
		return nil, fmt.Errorf("guard openings: %w", err)
	}
	g.self, _ = os.Stat("/proc/self/exe") // without it the guard's other processes are asked about like any program
	return g, nil
}

const defaultDeadline = 10 * time.Second

func (c Config) withDefaults() Config {
	if c.Deadline == 0 {
		c.Deadline = defaultDeadline
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Written == nil {
		c.Written = func(context.Context, event.File) {}
	}
	return c
}

// try asks the kernel what it can do, with a file that nobody else can open.
func (g *Gate) try() error {
	group, err := g.newGroup()
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) { // before 2.6.37, before 5.13 for who is not root
		return fmt.Errorf("%w by this kernel: %w", errors.ErrUnsupported, err)
	}
	if err != nil {
		return err
	}
	defer group.discard()
	fd, err := unix.MemfdCreate("guard-openings", unix.MFD_CLOEXEC)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	if err := group.mark(unix.FAN_MARK_ADD, unix.FAN_OPEN_PERM, fd, ""); err != nil { // CONFIG_FANOTIFY_ACCESS_PERMISSIONS
		return fmt.Errorf("%w by this kernel: %w", errors.ErrUnsupported, err)
	}
	_ = group.mark(unix.FAN_MARK_REMOVE, unix.FAN_OPEN_PERM, fd, "")
	if group.mark(unix.FAN_MARK_ADD|unix.FAN_MARK_IGNORED_MASK|unix.FAN_MARK_EVICTABLE, unix.FAN_OPEN_PERM, fd, "") == nil {
		g.evictable = unix.FAN_MARK_EVICTABLE // Linux 5.19: what is remembered then costs no memory that is needed
	}
	return nil
}

// Status tells what the gate did.
func (g *Gate) Status() Status {
	g.mu.Lock()
	areas := len(g.areas)
	g.mu.Unlock()
	c := &g.counts
	return Status{
		Areas: areas, Asked: c.asked.Load(), Denied: c.denied.Load(), Late: c.late.Load(),
		Written: c.written.Load(), Passed: c.passed.Load(), Lost: c.lost.Load(),
	}
}

// Close ends all guarding: the kernel allows what waits. It then waits for judgements to end, no longer than the
// deadline: one that reads from a drive that hangs cannot be ended. Then the error is context.DeadlineExceeded.
func (g *Gate) Close() error {
	g.mu.Lock()
	g.closed = true
	for _, group := range g.groups() {
		group.close()
	}
	clear(g.areas)
	clear(g.folders)
	g.mu.Unlock()
	g.cancel()
	ended := make(chan struct{})
	go func() {
		g.running.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-time.After(g.config.Deadline):
		return fmt.Errorf("end the guarding of openings: %w", context.DeadlineExceeded)
	}
}
