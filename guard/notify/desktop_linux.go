package notify

import (
	"context"
	"fmt"
	"time"

	"giumat/guard/texts"

	"github.com/godbus/dbus/v5"
)

// patience is how long a notification service may take for one answer. A living one takes milliseconds; a hanging
// one must not hold up the guard, which has recorded the incident already.
const patience = 2 * time.Second

// Desktop shows notices through the desktop's notification service (Desktop Notifications Specification 1.2). A
// service or a whole session may go away and come back between two notices.
type Desktop struct {
	bus      bus
	texts    *texts.Catalog
	patience time.Duration
}

// OpenDesktop connects to the session's bus. Without a bus, or without a notification service on it, it is an error.
func OpenDesktop(t *texts.Catalog) (*Desktop, error) { return openDesktop(t, patience) }

func openDesktop(t *texts.Catalog, patience time.Duration) (*Desktop, error) {
	d := &Desktop{texts: t, patience: patience}
	if err := d.call(context.Background(), "GetCapabilities"); err != nil {
		d.bus.close()
		return nil, fmt.Errorf("ask the notification service: %w", err)
	}
	return d, nil
}

// Notify shows n until the user closes it, as the urgency "critical" asks, and leaves nothing in the desktop's
// history, as the hint "transient" asks. It waits no longer than the service's patience.
func (d *Desktop) Notify(ctx context.Context, n Notice) error {
	title, body := n.Words(d.texts)
	const critical, never = byte(2), int32(0)
	hints := map[string]dbus.Variant{"urgency": dbus.MakeVariant(critical), "transient": dbus.MakeVariant(true)}
	err := d.call(ctx, "Notify", "Giữ Mật", uint32(0), "dialog-warning", title, escapeMarkup(body), []string{}, hints, never)
	if err != nil {
		return fmt.Errorf("show a notification: %w", err)
	}
	return nil
}

// call asks the service for one thing and waits until it has answered, but not for ever.
func (d *Desktop) call(ctx context.Context, method string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, d.patience)
	defer cancel()
	conn, err := d.bus.connection(ctx)
	if err != nil {
		return err
	}
	service := conn.Object("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
	return service.CallWithContext(ctx, "org.freedesktop.Notifications."+method, 0, args...).Err
}

// Close leaves the bus.
func (d *Desktop) Close() error { return d.bus.close() }
