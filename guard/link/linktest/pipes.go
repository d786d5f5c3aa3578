package linktest

import (
	"context"
	"net"
	"sync"

	"giumat/guard/link"
)

// Pipes is a link.Listener in memory, whose clients are whoever they say.
type Pipes struct {
	conns  chan link.Conn
	closed chan struct{}
	once   sync.Once

	mu   sync.Mutex
	ends []net.Conn
}

// NewPipes gives a listener.
func NewPipes() *Pipes {
	return &Pipes{conns: make(chan link.Conn), closed: make(chan struct{})}
}

// Dial connects a user.
func (p *Pipes) Dial(ctx context.Context, user link.User) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.conns <- pipeConn{server, user}:
		p.mu.Lock()
		defer p.mu.Unlock()
		p.ends = append(p.ends, server)
		return client, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Drop ends all connections.
func (p *Pipes) Drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.ends {
		_ = c.Close() // a pipe in memory closes without an error
	}
	p.ends = nil
}

// Accept gives the next connection.
func (p *Pipes) Accept() (link.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close makes Accept and Dial return.
func (p *Pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// pipeConn is the guard's end of a connection.
type pipeConn struct {
	net.Conn
	user link.User
}

// User is the one who was named to Dial.
func (c pipeConn) User() (link.User, error) { return c.user, nil }

// Readable is all: in memory there are no rights.
func (c pipeConn) Readable(files []string) []string { return files }
