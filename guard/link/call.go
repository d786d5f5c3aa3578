package link

import "context"

// call is a request that waits for its reply.
type call struct {
	in   chan envelope
	over chan struct{} // closed when nobody waits any more
}

// call does a request: it gives each part of the answer to part, in the caller's goroutine, and returns the reply.
func (c *Client) call(ctx context.Context, t kindOfMessage, request any, part func(envelope) error) (envelope, error) {
	if err := ctx.Err(); err != nil {
		return envelope{}, err
	}
	k := &call{in: make(chan envelope, 16), over: make(chan struct{})}
	id := c.enter(k)
	defer c.leave(id)
	defer close(k.over)
	line, err := encode(envelope{Type: t, ID: id}, request)
	if err != nil {
		return envelope{}, err
	}
	if err := c.wire.send(line); err != nil {
		return envelope{}, err
	}
	for {
		m, err := c.next(ctx, id, k)
		if err != nil {
			return envelope{}, err
		}
		if m.Type == typeReply {
			return m, m.err()
		}
		if part == nil {
			continue
		}
		if err := part(m); err != nil {
			return envelope{}, err
		}
	}
}

// next waits for a message of a request.
func (c *Client) next(ctx context.Context, id uint64, k *call) (envelope, error) {
	select {
	case m := <-k.in:
		return m, nil
	case <-ctx.Done():
		c.abandon(id)
		return envelope{}, ctx.Err()
	case <-c.wire.ended:
	}
	select {
	case m := <-k.in: // it came before the end
		return m, nil
	default:
		return envelope{}, ErrGone
	}
}

func (c *Client) enter(k *call) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	c.calls[c.last] = k
	return c.last
}

func (c *Client) leave(id uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.calls, id)
}

// abandon tells the guard that nobody waits.
func (c *Client) abandon(id uint64) {
	if line, err := encode(envelope{Type: typeCancel, ID: id}, nil); err == nil {
		c.wire.post(line)
	}
}

// deliver gives a message to the request that waits for it. Of progress some may be lost, and a caller that is slow
// with the rest holds up what comes after.
func (c *Client) deliver(m envelope) {
	c.mu.Lock()
	k := c.calls[m.ID]
	c.mu.Unlock()
	if k == nil {
		return // it was given up
	}
	if m.Type == typeProgress && len(k.in) > cap(k.in)/2 {
		return
	}
	select {
	case k.in <- m:
	case <-k.over:
	case <-c.wire.ended:
	}
}
