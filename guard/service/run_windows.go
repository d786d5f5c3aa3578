package service

import (
	"context"
	"errors"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/eventlog"
)

// failedEvent is the number of a failure in the event log. The messages of EventCreate.exe, which the installer names
// for the source, go from 1 to 1000.
const failedEvent = 1

// run becomes a service if the service control manager started this process, which Windows alone can tell for certain:
// it refuses every other one (StartServiceCtrlDispatcher, ERROR_FAILED_SERVICE_CONTROLLER_CONNECT).
func run(ctx context.Context, o Options, work Work) error {
	h := &handler{ctx: ctx, options: o, work: work}
	err := svc.Run(o.Name, h)
	if errors.Is(err, windows.ERROR_FAILED_SERVICE_CONTROLLER_CONNECT) {
		return foreground(ctx, o, work)
	}
	if err == nil {
		err = h.err
	}
	if err != nil {
		noteFailure(o, err)
	}
	return err
}

// noteFailure writes a line into the event log. Where there is none to write to, there is nowhere to say so either.
func noteFailure(o Options, err error) {
	log, openErr := eventlog.Open(o.Name)
	if openErr != nil {
		return
	}
	defer log.Close()
	_ = log.Error(failedEvent, o.Texts.Say("service_failed", "error", err.Error()))
}
