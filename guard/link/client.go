package link

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"syscall"
)

// Events is what happens to a client. Every field may be nil; a nil Show answers stop.
type Events struct {
	// Connected is called by Keep when the guard has been reached: c is good until Lost.
	Connected func(c *Client)
	// Lost is called by Keep when the guard is not there or no longer there, once for each cause until it is reached
	// again: nothing is known of its state from then on.
	Lost func(err error)
	// Status is called with each status, one after the other, in their order. It must not wait for the guard.
	Status func(Status)
	// Show opens a pop-up and waits for the user. It is called in a goroutine of its own; ctx ends when the pop-up is
	// to be taken away, and whatever Show returns then is not used. Of a question to read the answer does not matter.
	Show func(ctx context.Context, q Question) Answer
}

// Client is one connection to the guard. Its methods may be called from any goroutine while Run runs. Their errors are
// of type Sentence when the guard has words for the user, or those of this package.
type Client struct {
	wire *wire

	mu    sync.Mutex
	last  uint64 // the number of the last request
	calls map[uint64]*call
}

// Open greets the guard at the other end of conn, which it closes on an error: ErrRefused, ErrBusy, a *VersionError,
// or what the connection says.
func Open(ctx context.Context, conn net.Conn, role Role) (*Client, error) {
	w := newWire(conn)
	if err := w.greetFirst(ctx, role); err != nil {
		return nil, fmt.Errorf("greet the guard: %w", gone(err))
	}
	w.most = silence
	return &Client{wire: w, calls: map[uint64]*call{}}, nil
}

// Run receives until ctx is done or the connection ends, and closes it. It returns when all pop-ups are closed; the
// error is that of ctx, ErrGone, or what was wrong with the connection.
func (c *Client) Run(ctx context.Context, e Events) error {
	p := popups{show: e.Show, open: map[uint64]*popup{}}
	defer p.wait()
	shown, cancel := context.WithCancel(ctx)
	defer cancel()
	return gone(c.wire.run(ctx, func(m envelope) error {
		switch m.Type {
		case typeStatus:
			s, err := body[Status](m)
			if err == nil && e.Status != nil {
				e.Status(s)
			}
			return err
		case typeShow:
			q, err := body[Question](m)
			if err == nil {
				p.start(shown, q, m.ID, func(a Answer) { c.answer(m.ID, a) })
			}
			return err
		case typeCancel:
			p.cancel(m.ID)
		case typeProgress, typePart, typeReply:
			c.deliver(m)
		}
		return nil // what is not known is from a newer guard
	}))
}

// gone names the end of a connection, which each system and kind of connection calls differently.
func gone(err error) error {
	_, system := errors.AsType[syscall.Errno](err)
	if system || errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) {
		return ErrGone
	}
	return err
}

func (c *Client) answer(id uint64, a Answer) {
	line, err := encode(envelope{Type: typeAnswer, ID: id}, a)
	if err != nil { // a reason of a quarter of a million letters
		line, err = encode(envelope{Type: typeAnswer, ID: id}, Answer{})
	}
	if err == nil {
		c.wire.post(line)
	}
}

// Scan asks for a look at paths, the whole PC when there are none, and calls report from time to time and at last with
// Done. When ctx is done the guard stops the scan. A path must be UTF-8.
func (c *Client) Scan(ctx context.Context, paths []string, report func(Progress)) error {
	_, err := c.call(ctx, typeScan, scanRequest{paths}, func(m envelope) error {
		p, err := body[Progress](m)
		if err == nil {
			report(p)
		}
		return err
	})
	return err
}

// Held lists the user's files in quarantine.
func (c *Client) Held(ctx context.Context) ([]Held, error) {
	var list []Held
	_, err := c.call(ctx, typeHeld, nil, func(m envelope) error {
		part, err := body[[]Held](m)
		list = append(list, part...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Release gives a file of the quarantine back and returns where it lies now. CodeWanted is the error when the officer's
// code is missing.
func (c *Client) Release(ctx context.Context, w Wish) (path string, err error) {
	return c.path(ctx, typeRelease, w)
}

// Manual returns the path of the manual.
func (c *Client) Manual(ctx context.Context) (path string, err error) {
	return c.path(ctx, typeManual, nil)
}

// Attach asks whether a page may get a file.
func (c *Client) Attach(ctx context.Context, a Attachment) (Ruling, error) {
	reply, err := c.call(ctx, typeAttach, a, nil)
	if err != nil {
		return Ruling{}, err
	}
	return body[Ruling](reply)
}

// State asks how the guard is doing, once. Trays are told by themselves.
func (c *Client) State(ctx context.Context) (Status, error) {
	reply, err := c.call(ctx, typeState, nil, nil)
	if err != nil {
		return Status{}, err
	}
	return body[Status](reply)
}

// Beat tells the guard that the extension in a browser is alive.
func (c *Client) Beat(ctx context.Context, b Beat) error {
	_, err := c.call(ctx, typeBeat, b, nil)
	return err
}

// path is a request whose reply is a path.
func (c *Client) path(ctx context.Context, t kindOfMessage, request any) (string, error) {
	reply, err := c.call(ctx, t, request, nil)
	if err != nil {
		return "", err
	}
	return body[string](reply)
}
