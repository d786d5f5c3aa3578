package notify

import (
	"context"
	"fmt"
	"sync"

	"github.com/godbus/dbus/v5"
)

// bus keeps one connection to the session bus, and makes a new one when it was lost, as by a restart of the session.
// It is kept between notices because some desktops take a program's notices away when it leaves the bus.
type bus struct {
	mu   sync.Mutex
	conn *dbus.Conn // nil before the first
}

// connection gives a connection that was alive a moment ago.
func (b *bus) connection(ctx context.Context) (*dbus.Conn, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.conn != nil && b.conn.Connected() {
		return b.conn, nil
	}
	conn, err := connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to the session bus: %w", err)
	}
	b.conn = conn
	return conn, nil
}

func (b *bus) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.conn == nil {
		return nil
	}
	return b.conn.Close()
}

// connect joins the bus that is there. It never starts one: nobody would see what is shown on that.
func connect(ctx context.Context) (*dbus.Conn, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return nil, err
	}
	giveUp := context.AfterFunc(ctx, func() { conn.Close() })
	defer giveUp()
	if err = conn.Auth(nil); err == nil {
		err = conn.Hello()
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}
