package link

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// session is the guard's end of one connection.
type session struct {
	server *Server
	conn   Conn
	wire   *wire
	user   User
	role   Role
	status []byte // the line that was sent last; guarded by server.statusTurn

	refusal refusal

	mu       sync.Mutex
	requests map[uint64]context.CancelFunc // those at work
}

// admit says whether the other end is let in.
func (n *session) admit(theirs hello) error {
	user, err := n.conn.User()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	n.user, n.role = user, theirs.Role
	if !n.server.options.Allowed(user) {
		return ErrRefused
	}
	return n.server.add(n)
}

// run shows the status and does what the client asks for, until the connection ends.
func (n *session) run(ctx context.Context) {
	if n.role == RoleTray {
		n.server.sendStatus([]*session{n})
	}
	// The requests end with the connection.
	work, cancel := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer n.endCopies()
	defer workers.Wait()
	defer cancel()
	workers.Go(func() { n.keepAlive(work) })
	err := n.wire.run(ctx, func(e envelope) error { return n.handle(work, &workers, e) })
	n.server.options.Logger.Debug("a connection of the link has ended", slog.Any("error", err))
}

// keepAlive says from time to time that the guard is there. A frozen guard does not, and its tray must not go on showing
// that the PC is protected.
func (n *session) keepAlive(ctx context.Context) {
	line, err := encode(envelope{Type: typeAlive}, nil)
	if err != nil {
		return // cannot be: it has no body
	}
	tick := time.NewTicker(aliveEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			n.wire.post(line)
		}
	}
}

// handle does one message. What takes long is done by a worker.
func (n *session) handle(ctx context.Context, workers *sync.WaitGroup, e envelope) error {
	switch e.Type {
	case typeAnswer:
		a, err := body[Answer](e)
		if err == nil {
			n.server.answered(n, e.ID, a)
		}
		return err
	case typeCancel:
		n.cancel(e.ID)
		return nil
	}
	if e.ID == 0 {
		return nil // nothing that we know, and nothing that waits for a reply
	}
	ctx, err := n.begin(ctx, e.ID)
	if err != nil {
		n.reply(e.ID, nil, err)
		return nil
	}
	workers.Go(func() {
		defer n.finished(e.ID)
		answer, err := n.do(ctx, e)
		n.reply(e.ID, answer, err)
	})
	return nil
}

// begin enters a request into the list of those at work.
func (n *session) begin(ctx context.Context, id uint64) (context.Context, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.requests) >= maxRequests || n.requests[id] != nil {
		return nil, ErrBusy
	}
	ctx, n.requests[id] = context.WithCancel(ctx)
	return ctx, nil
}

// cancel tells a request that nobody waits for it any more. It is over when it says so itself.
func (n *session) cancel(id uint64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if cancel := n.requests[id]; cancel != nil {
		cancel()
	}
}

// finished takes a request off the list.
func (n *session) finished(id uint64) {
	n.cancel(id)
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.requests, id)
}
