package onaccess

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"giumat/guard/event"

	"golang.org/x/sys/unix"
)

// An asking is one program waiting for leave. It is answered once: by whoever is first, the judgement or the deadline.
type asking struct {
	group  *group
	fd     int32
	pid    int32
	exe    string // of the program; empty when it is not known
	listed bool   // the program must be judged; on a drive each is
	o      event.Opening

	mu       sync.Mutex // held while the answer is written, so that fd is not closed before
	answered bool
}

// An answer is what a judgement comes to. A clean file may be opened by every program until it changes.
type answer struct{ allow, clean bool }

// lateFactor is how many deadlines a judgement may take. It goes on for the sake of the next try.
const lateFactor = 6

// ask answers one opening, whatever happens.
func (a *asking) ask() {
	f := os.NewFile(uintptr(a.fd), "")
	defer f.Close()
	a.o.File, a.o.Path, a.o.Program, a.o.PID, a.o.Seen = f, pathOf(int(a.fd)), programName(a.exe), int(a.pid), time.Now()
	if a.group.drive != nil {
		a.o.Channel, a.o.Drive = event.Removable, *a.group.drive
	}
	ctx, cancel := context.WithTimeout(a.group.ctx, a.group.gate.config.Deadline)
	defer cancel()
	defer context.AfterFunc(ctx, a.late)()
	defer a.end()
	a.judge(ctx)
}

// judge asks cheaply first. All that touches the file may hang as long as the file system does.
func (a *asking) judge(ctx context.Context) {
	s, err := stateOf(int(a.fd))
	switch {
	case err != nil:
		a.undecided()
	case !s.regular():
		a.answer(true)
	case a.group.gate.locks.has(s.inode):
		a.answer(false)
	case !a.listed:
		a.note(s, a.harmless)
		a.answer(true)
	case a.group.gate.exempt(a.pid, a.exe):
		a.answer(true)
	case a.harmless():
		a.note(s, always)
		a.answer(true)
	default:
		a.inspect(ctx, s)
	}
}

func always() bool { return true }

// note remembers that every program may open the file, if so it is. It comes before the answer: who has his answer may
// want to unmount the drive at once.
func (a *asking) note(s state, harmless func() bool) {
	if a.group.still && s.settled(time.Now()) && harmless() {
		a.group.remember(int(a.fd), s)
	}
}

// harmless tells whether it needs no reading to say that every program may open the file.
func (a *asking) harmless() bool {
	answerer := a.group.gate.config.Answerer
	head := make([]byte, a.group.gate.config.HeadBytes)
	n, err := unix.Pread(int(a.fd), head, 0)
	if err != nil {
		return false
	}
	return !answerer.Document(head[:n]) || answerer.Clean(a.o.File, a.o.Path)
}

// inspect lets the answerer read the file. Programs that wait for the same content by the same channel share one
// judgement.
func (a *asking) inspect(ctx context.Context, s state) {
	v, err := a.flight(ctx, s)
	for errors.Is(err, errNoTurn) && ctx.Err() == nil { // the one whose flight it was gave up, not this one
		v, err = a.flight(ctx, s)
	}
	if err != nil {
		return // it is the deadline
	}
	if v.allow && v.clean {
		a.note(s, always)
	}
	a.answer(v.allow)
}

var errNoTurn = errors.New("no turn before the deadline")

func (a *asking) flight(ctx context.Context, s state) (answer, error) {
	g := a.group
	v, err, _ := g.flights.Do(fmt.Sprint(s, a.o.Channel), func() (any, error) {
		select {
		case g.turns <- struct{}{}:
		case <-ctx.Done():
			return answer{}, errNoTurn
		}
		defer func() { <-g.turns }()
		ctx, cancel := context.WithTimeout(g.ctx, lateFactor*g.gate.config.Deadline)
		defer cancel()
		allow, clean := g.gate.config.Answerer.Open(ctx, a.o)
		return answer{allow, clean}, nil
	})
	return v.(answer), err
}

// late is called at the deadline.
func (a *asking) late() {
	if a.undecided() {
		a.group.gate.counts.late.Add(1)
		a.group.gate.log.warn("answered an opening that was not judged", context.DeadlineExceeded)
	}
}

func (a *asking) undecided() (first bool) {
	a.mu.Lock()
	answered := a.answered
	a.mu.Unlock()
	return !answered && a.answer(a.group.gate.config.Answerer.Undecided(a.o))
}

func (a *asking) answer(allow bool) (first bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.answered || a.group.ctx.Err() != nil { // closing the group, the kernel allows what waits
		return false
	}
	a.answered = true
	a.group.answer(a.fd, allow)
	if !allow {
		a.group.gate.counts.denied.Add(1)
	}
	return true
}

// end answers where judging did not: it panicked, or gave up in the instant of the deadline, when nobody else may answer
// any more. What was thrown may hold text, so only its type is told.
func (a *asking) end() {
	if thrown := recover(); thrown != nil {
		a.group.gate.log.warn("judging panicked", fmt.Errorf("a value of type %T", thrown))
		a.undecided()
	}
	a.late()
}
