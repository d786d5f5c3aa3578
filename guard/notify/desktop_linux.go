package notify

import (
	"context"
	"fmt"

	"giumat/guard/texts"

	"github.com/godbus/dbus/v5"
)

// Desktop shows notices through the desktop's notification service (Desktop Notifications Specification 1.2).
type Desktop struct {
	conn  *dbus.Conn
	texts *texts.Catalog
}

// OpenDesktop connects to the session's bus. Without a bus, or without a notification service on it, it is an error.
func OpenDesktop(t *texts.Catalog) (*Desktop, error) {
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return nil, fmt.Errorf("connect to the session bus: %w", err)
	}
	d := &Desktop{conn: conn, texts: t}
	if call := d.service().Call("org.freedesktop.Notifications.GetCapabilities", 0); call.Err != nil {
		conn.Close()
		return nil, fmt.Errorf("ask the notification service: %w", call.Err)
	}
	return d, nil
}

func (d *Desktop) service() dbus.BusObject {
	return d.conn.Object("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
}

// Notify shows n until the user closes it, as the urgency "critical" asks.
func (d *Desktop) Notify(ctx context.Context, n Notice) error {
	title, body := n.words(d.texts)
	const critical = byte(2)
	hints := map[string]dbus.Variant{"urgency": dbus.MakeVariant(critical), "category": dbus.MakeVariant("device.error")}
	call := d.service().CallWithContext(ctx, "org.freedesktop.Notifications.Notify", 0,
		"Giữ Mật", uint32(0), "dialog-warning", title, escapeMarkup(body), []string{}, hints, int32(0))
	if call.Err != nil {
		return fmt.Errorf("show a notification: %w", call.Err)
	}
	return nil
}

// Close leaves the bus.
func (d *Desktop) Close() error { return d.conn.Close() }
