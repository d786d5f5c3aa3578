package service

import (
	"context"
	"errors"
	"testing"
	"time"

	"golang.org/x/sys/windows/svc"
)

var errBroken = errors.New("broken")

// scm is the service control manager's end of a handler.
type scm struct {
	orders chan svc.ChangeRequest
	status chan svc.Status
	exit   chan uint32
}

func serve(t *testing.T, h *handler) scm {
	t.Helper()
	m := scm{make(chan svc.ChangeRequest), make(chan svc.Status), make(chan uint32, 1)}
	h.ctx = t.Context()
	go func() {
		_, exit := h.Execute(nil, m.orders, m.status)
		m.exit <- exit
	}()
	return m
}

// next is what the service says next.
func (m scm) next(t *testing.T) svc.Status {
	t.Helper()
	select {
	case s := <-m.status:
		return s
	case <-time.After(20 * time.Second):
		t.Fatal("the manager heard nothing")
		return svc.Status{}
	}
}

func (m scm) want(t *testing.T, state svc.State, accepts svc.Accepted) {
	t.Helper()
	if s := m.next(t); s.State != state || s.Accepts != accepts {
		t.Errorf("the service is in state %d and takes %b, want %d and %b", s.State, s.Accepts, state, accepts)
	}
}

// A service's life: it opens for longer than the manager waits, guards, hears of a user, and is told to stop.
func TestLife(t *testing.T) {
	open, sessions, down := make(chan struct{}), 0, false
	h := &handler{
		options: Options{SessionChanged: func() { sessions++ }, Stopping: func(shutdown bool) { down = shutdown }},
		work: func(ctx context.Context, ready func()) error {
			<-open
			ready()
			<-ctx.Done()
			return errBroken // while stopping: no reason to start again what was to stop
		},
	}
	m := serve(t, h)
	first, second := m.next(t), m.next(t)
	if first.State != svc.StartPending || second.State != svc.StartPending || second.CheckPoint <= first.CheckPoint {
		t.Errorf("while it opens: %+v, then %+v", first, second)
	}
	close(open)
	m.want(t, svc.Running, accepted)
	m.orders <- svc.ChangeRequest{Cmd: svc.SessionChange}
	m.orders <- svc.ChangeRequest{Cmd: svc.Interrogate}
	m.want(t, svc.Running, accepted)
	m.orders <- svc.ChangeRequest{Cmd: svc.PreShutdown}
	m.want(t, svc.StopPending, 0)
	if exit := <-m.exit; exit != 0 {
		t.Errorf("exit %d, want 0", exit)
	}
	if !errors.Is(h.err, errBroken) || sessions != 1 || !down {
		t.Errorf("error %v, %d changes of sessions", h.err, sessions)
	}
}

// Work that fails, or that ends without an order, is a failure that the manager can see.
func TestFailures(t *testing.T) {
	for _, c := range []struct {
		name       string
		work, want error
	}{
		{"fails", errBroken, errBroken},
		{"just ends", nil, errEnded},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := &handler{work: func(context.Context, func()) error { return c.work }}
			m := serve(t, h)
			m.want(t, svc.StartPending, 0)
			if exit := <-m.exit; exit != failed || !errors.Is(h.err, c.want) {
				t.Errorf("exit %d and error %v, want %d and %v", exit, h.err, failed, c.want)
			}
		})
	}
}
