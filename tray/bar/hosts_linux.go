package bar

import (
	"context"
	"fmt"

	"github.com/godbus/dbus/v5"
)

// Names of freedesktop.org's StatusNotifierItem specification, as desktops use them.
const (
	watcherName = "org.kde.StatusNotifierWatcher"
	watcherPath = "/StatusNotifierWatcher"
)

// hosts looks on a connection of its own whether the desktop has a tray: a watcher to whom icons are told, and a host
// that shows them.
type hosts struct {
	conn    *dbus.Conn
	changes chan *dbus.Signal // closed when the bus is lost
}

// findHosts joins the session bus that is there. It never starts one: nobody would see what is shown on that.
func findHosts(ctx context.Context) (*hosts, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("find the session bus: %w", err)
	}
	h := &hosts{conn: conn, changes: make(chan *dbus.Signal, 16)}
	if err := h.listen(); err != nil {
		h.close()
		return nil, fmt.Errorf("join the session bus: %w", err)
	}
	return h, nil
}

func (h *hosts) listen() error {
	if err := h.conn.Auth(nil); err != nil {
		return err
	}
	if err := h.conn.Hello(); err != nil {
		return err
	}
	h.conn.Signal(h.changes)
	err := h.conn.AddMatchSignal(dbus.WithMatchInterface("org.freedesktop.DBus"),
		dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, watcherName))
	if err != nil {
		return err
	}
	return h.conn.AddMatchSignal(dbus.WithMatchInterface(watcherName), dbus.WithMatchObjectPath(watcherPath))
}

// follow tells whether there is a tray, now and at each change, until ctx is done or the bus is lost.
func (h *hosts) follow(ctx context.Context, tell func(there bool)) {
	there := h.there(ctx)
	tell(there)
	for {
		select {
		case <-ctx.Done():
			return
		case _, alive := <-h.changes:
			now := alive && h.there(ctx)
			if now != there {
				there = now
				tell(there)
			}
			if !alive {
				return
			}
		}
	}
}

// there asks only a watcher that runs: a call to one that does not would start it.
func (h *hosts) there(ctx context.Context) bool {
	var owned, hosted bool
	if h.conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, watcherName).Store(&owned) != nil || !owned {
		return false
	}
	get := h.conn.Object(watcherName, watcherPath).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get",
		dbus.FlagNoAutoStart, watcherName, "IsStatusNotifierHostRegistered")
	return get.Store(&hosted) == nil && hosted
}

func (h *hosts) close() { h.conn.Close() }
