package notify

import (
	"context"
	"testing"

	"github.com/godbus/dbus/v5"
)

// shown is one call of Notify as a service gets it.
type shown struct {
	App, Title, Body string
	Urgency          byte
	Transient        bool
	Actions          []string
	Timeout          int32
}

// fakeService is a notification service that shows nothing and remembers everything. Its knobs make it refuse or hang.
type fakeService struct {
	refuses bool
	hangs   chan struct{} // not nil: until it is closed
	calls   chan shown

	conn *dbus.Conn
}

// serve joins the bus as the notification service.
func (s *fakeService) serve(t *testing.T) *fakeService {
	t.Helper()
	s.calls = make(chan shown, 10)
	ctx, cancel := context.WithTimeout(t.Context(), long)
	defer cancel()
	conn, err := connect(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s.conn = conn
	t.Cleanup(s.leave)
	if err := conn.Export(s, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"); err != nil {
		t.Fatal(err)
	}
	if reply, err := conn.RequestName("org.freedesktop.Notifications", dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("the name was not given: %v, %v", reply, err)
	}
	return s
}

// leave is the service's end.
func (s *fakeService) leave() { s.conn.Close() }

// GetCapabilities is asked when the desktop is opened.
func (s *fakeService) GetCapabilities() ([]string, *dbus.Error) {
	return []string{"body", "body-markup"}, s.mood()
}

// Notify has the arguments of Desktop Notifications Specification 1.2, org.freedesktop.Notifications.Notify.
func (s *fakeService) Notify(app string, _ uint32, _, title, body string, actions []string, hints map[string]dbus.Variant, timeout int32) (uint32, *dbus.Error) {
	if err := s.mood(); err != nil {
		return 0, err
	}
	call := shown{App: app, Title: title, Body: body, Actions: actions, Timeout: timeout}
	call.Urgency, _ = hints["urgency"].Value().(byte)
	call.Transient, _ = hints["transient"].Value().(bool)
	s.calls <- call
	return 1, nil
}

func (s *fakeService) mood() *dbus.Error {
	if s.hangs != nil {
		<-s.hangs
	}
	if s.refuses {
		return dbus.NewError("org.freedesktop.Notifications.Error.ExcessNotificationGeneration", nil)
	}
	return nil
}
