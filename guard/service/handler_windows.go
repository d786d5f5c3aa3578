package service

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sys/windows/svc"
)

const (
	// checkpointEvery is how often the manager is told that starting or stopping goes on.
	checkpointEvery = 3 * time.Second
	// waitHint is how long the manager should wait for the next such word before it calls the service stuck.
	waitHint = 20 * time.Second

	accepted = svc.AcceptStop | svc.AcceptShutdown | svc.AcceptPreShutdown | svc.AcceptSessionChange

	// failed is what the service itself gives as the reason of its end. With the flag
	// SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, which the installer sets, failure actions follow it as they follow a crash.
	failed = 1
)

// errEnded is the end of work that nobody had told to end.
var errEnded = errors.New("the guard ended without having been told to")

// handler does the work of a service and tells the manager how it stands.
type handler struct {
	ctx     context.Context
	options Options
	work    Work
	err     error // that the work ended with

	status svc.Status
	tell   chan<- svc.Status
	tick   *time.Ticker // runs while the service starts or stops
}

// Execute is svc.Handler's. An error after the manager's order to stop is no failure of the service: it would be
// started again, against the order.
func (h *handler) Execute(_ []string, orders <-chan svc.ChangeRequest, tell chan<- svc.Status) (serviceSpecific bool, exit uint32) {
	ctx, stop := context.WithCancel(h.ctx)
	defer stop()
	h.tell, h.tick = tell, time.NewTicker(checkpointEvery)
	defer h.tick.Stop()
	h.pending(svc.StartPending)
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- h.work(ctx, sync.OnceFunc(func() { close(ready) })) }()
	for {
		select {
		case <-ready:
			ready = nil
			h.running()
		case <-h.tick.C:
			h.status.CheckPoint++
			h.tell <- h.status
		case order := <-orders:
			h.obey(order.Cmd, stop)
		case h.err = <-done:
			return h.end(ctx)
		}
	}
}

// pending says that the service is starting or stopping, and that it will say so again.
func (h *handler) pending(state svc.State) {
	h.tick.Reset(checkpointEvery)
	h.status = svc.Status{State: state, WaitHint: uint32(waitHint.Milliseconds())}
	h.tell <- h.status
}

// running says that the service guards, unless it has been told to stop by now.
func (h *handler) running() {
	if h.status.State != svc.StartPending {
		return
	}
	h.tick.Stop()
	h.status = svc.Status{State: svc.Running, Accepts: accepted}
	h.tell <- h.status
}

func (h *handler) obey(cmd svc.Cmd, stop func()) {
	switch cmd {
	case svc.Interrogate:
		h.tell <- h.status
	case svc.SessionChange:
		h.options.SessionChanged()
	case svc.Stop, svc.Shutdown, svc.PreShutdown:
		h.options.Stopping(cmd != svc.Stop)
		stop()
		h.pending(svc.StopPending)
	}
}

// end says how the service ends.
func (h *handler) end(ctx context.Context) (serviceSpecific bool, exit uint32) {
	if ctx.Err() != nil {
		return true, 0
	}
	if h.err == nil {
		h.err = errEnded
	}
	return true, failed
}
