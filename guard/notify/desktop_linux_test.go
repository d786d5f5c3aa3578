package notify

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	short = 100 * time.Millisecond // the patience of a test with someone who never answers
	long  = 20 * time.Second       // of a test with someone who does, on a busy machine
)

// open opens a desktop that is there.
func open(t *testing.T) *Desktop {
	t.Helper()
	d, err := openDesktop(load(t, "vi"), long)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// heard takes what the service was asked to show since the last time.
func (s *fakeService) heard(t *testing.T) shown {
	t.Helper()
	select {
	case call := <-s.calls:
		return call
	default:
		t.Fatal("nothing was shown")
		return shown{}
	}
}

func TestDesktopShowsANotice(t *testing.T) {
	newBus(t).start()
	service := (&fakeService{}).serve(t)
	n := marked()
	n.FileName = "<b>Kế hoạch</b> & phụ lục.docx"
	if err := open(t).Notify(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	title, body := n.Words(load(t, "vi"))
	want := shown{App: "Giữ Mật", Title: title, Body: escapeMarkup(body), Urgency: 2, Transient: true, Actions: []string{}}
	if diff := cmp.Diff(want, service.heard(t)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestDesktopWithoutBus(t *testing.T) {
	useSocket(t)
	if d, err := OpenDesktop(load(t, "vi")); err == nil {
		d.Close()
		t.Error("opened without a bus")
	}
}

func TestDesktopWithoutService(t *testing.T) {
	newBus(t).start()
	if d, err := OpenDesktop(load(t, "vi")); err == nil {
		d.Close()
		t.Error("opened without a notification service")
	}
}

func TestDesktopSaysThatItWasRefused(t *testing.T) {
	newBus(t).start()
	service := (&fakeService{}).serve(t)
	d := open(t)
	service.leave()
	refusing := (&fakeService{refuses: true}).serve(t)
	if err := d.Notify(t.Context(), marked()); err == nil {
		t.Error("no error for a refused notice")
	}
	refusing.leave()
}

func TestDesktopOutlivesTheService(t *testing.T) {
	newBus(t).start()
	service := (&fakeService{}).serve(t)
	d := open(t)
	service.leave()
	if err := d.Notify(t.Context(), marked()); err == nil {
		t.Error("no error without a service")
	}
	service = (&fakeService{}).serve(t)
	if err := d.Notify(t.Context(), marked()); err != nil {
		t.Fatalf("the service is back: %v", err)
	}
	service.heard(t)
}

func TestDesktopOutlivesTheSession(t *testing.T) {
	bus := newBus(t)
	bus.start()
	(&fakeService{}).serve(t)
	d := open(t)
	bus.stop()
	if err := d.Notify(t.Context(), marked()); err == nil {
		t.Error("no error without a bus")
	}
	bus.start()
	service := (&fakeService{}).serve(t)
	if err := d.Notify(t.Context(), marked()); err != nil {
		t.Fatalf("the session is back: %v", err)
	}
	service.heard(t)
}

// TestHangingServiceDoesNotHangTheGuard: both ways to wait for a service end by themselves.
func TestHangingServiceDoesNotHangTheGuard(t *testing.T) {
	newBus(t).start()
	service := (&fakeService{}).serve(t)
	d := open(t)
	service.leave()
	hanging := &fakeService{hangs: make(chan struct{})}
	t.Cleanup(func() { close(hanging.hangs) })
	hanging.serve(t)

	d.patience = short
	if err := d.Notify(t.Context(), marked()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a notice ended with %v, want %v", err, context.DeadlineExceeded)
	}
	if _, err := openDesktop(load(t, "vi"), short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("opening ended with %v, want %v", err, context.DeadlineExceeded)
	}
}

// TestHangingBusDoesNotHangTheGuard: somebody listens and never says a word.
func TestHangingBusDoesNotHangTheGuard(t *testing.T) {
	listener, err := net.Listen("unix", useSocket(t))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if _, err := openDesktop(load(t, "vi"), short); err == nil {
		t.Error("opened on a bus that does not answer")
	}
}

func TestDesktopObeysItsCaller(t *testing.T) {
	newBus(t).start()
	(&fakeService{}).serve(t)
	d := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Notify(ctx, marked()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}
