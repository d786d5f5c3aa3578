package contentanalysis

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Judge knows which files may leave.
type Judge interface {
	// File judges the file at an absolute path that a page of url is to be given. It is called for several files at the
	// same time, with a context that ends when the answer is not wanted any more. The browser alone vouches for the path:
	// it may name what is no plain file, or on another PC. A panic counts as Block.
	File(ctx context.Context, path, url string) Answer
}

// Conn is one browser's connection, which keeps messages apart.
type Conn interface {
	// Receive reads the next message into buf. cut says that it was longer, and its rest is lost.
	Receive(buf []byte) (n int, cut bool, err error)
	// Send writes one message. It is not called twice at a time.
	Send(message []byte) error
	// Close makes the others return.
	Close() error
}

// Listener lets browsers in.
type Listener interface {
	// Accept waits for a browser. After Close the error is os.ErrClosed.
	Accept() (Conn, error)
	Close() error
}

const (
	maxConns   = 128 // Firefox itself opens at most 78 (policy ContentAnalysis, MaxConnectionsCount)
	maxAsked   = 64  // requests of one connection that wait for their answer; more are blocked at once
	maxJudged  = 5   // files judged at the same time, as many as Chrome asks about
	acceptWait = 100 * time.Millisecond

	// defaultTime is what browsers give an agent where they do not say.
	defaultTime = 5 * time.Minute
	// answerTime is before the deadline, so that the browser has the answer in time.
	answerTime = time.Second
)

// Agent answers browsers.
type Agent struct {
	judge  Judge
	logger *slog.Logger
	turn   chan struct{} // holds one for each file that is judged

	mu    sync.Mutex
	conns map[Conn]bool
	asked map[*asked]bool
}

// asked is a request that waits for its answer.
type asked struct {
	action string
	cancel context.CancelFunc
}

// NewAgent gives an agent that serves nothing yet. logger may be nil.
func NewAgent(j Judge, logger *slog.Logger) *Agent {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &Agent{judge: j, logger: logger, turn: make(chan struct{}, maxJudged), conns: map[Conn]bool{}, asked: map[*asked]bool{}}
}

// Serve lets browsers in until ctx is done, and closes l. It returns when the last connection has ended and every Judge
// has answered.
func (a *Agent) Serve(ctx context.Context, l Listener) error {
	var conns sync.WaitGroup
	defer conns.Wait()
	stop := context.AfterFunc(ctx, func() { a.closeAll(l) })
	defer stop()
	for {
		conn, err := l.Accept()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				_ = conn.Close()
			}
			return nil
		case errors.Is(err, os.ErrClosed):
			a.closeAll(l)
			return err
		case err != nil:
			a.logger.Warn("a browser could not be let in", slog.Any("error", err))
			pause(ctx, acceptWait)
		case !a.enter(ctx, conn):
			_ = conn.Close()
		default:
			conns.Go(func() {
				defer a.leave(conn)
				a.talk(ctx, conn)
			})
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (a *Agent) closeAll(l Listener) {
	_ = l.Close()
	a.mu.Lock()
	defer a.mu.Unlock()
	for conn := range a.conns {
		_ = conn.Close()
	}
}

func (a *Agent) enter(ctx context.Context, conn Conn) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if ctx.Err() != nil || len(a.conns) >= maxConns {
		return false
	}
	a.conns[conn] = true
	return true
}

func (a *Agent) leave(conn Conn) {
	_ = conn.Close()
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.conns, conn)
}

// canBeJudged says whether a path names a file and nothing that only looks like one: a pipe or a device that is opened
// may hang, or learn who opens it.
func canBeJudged(path string) bool {
	device := strings.HasPrefix(path, `\\.\`) || strings.HasPrefix(path, `\\?\`) || strings.HasPrefix(path, `\??\`)
	return filepath.IsAbs(path) && !device && !strings.Contains(path, "\x00")
}
