// Package service makes the guard a service of the system. It takes the guard's work and runs it under whoever started
// this process: the service control manager of Windows, systemd on Linux, or nobody, when a person runs it in a
// console. It gives the manager what that wants to know: that the guard is starting, ready, alive, stopping or failed.
// It installs nothing and restarts nothing: the manager does, by what the installer wrote down.
package service

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"giumat/guard/texts"
)

// Options are what Run needs besides the work. All but Name and Texts may be left out.
type Options struct {
	Name   string         // of the service, and of the source of its lines in the event log of Windows
	Texts  *texts.Catalog // words for the console and the event log
	Stdout io.Writer      // where a guard that no manager started says so
	Logger *slog.Logger   // for faults in speaking to the manager

	// Alive tells whether the guard's loops still turn. It is asked as often as systemd wants a sign of life, which it
	// gets only where Alive says so; without Alive it gets one always. It must not block.
	Alive func() bool

	// SessionChanged is called when a user of a Windows PC has logged on or off, locked the screen or come back. Which
	// user is not said: what Windows hands over is gone by the time that it can be read. It must not block.
	SessionChanged func()

	// Stopping is called when the manager has the service stop, before the work's context ends; shutdown says that the PC
	// goes down with it.
	Stopping func(shutdown bool)
}

// Work is what a service does until ctx is done. It calls ready once, when it guards.
type Work func(ctx context.Context, ready func()) error

// Run does the work until ctx is done, the manager stops the service or the work ends, and returns the work's error.
// Under a manager, work that fails or ends without having been told to is a failure of the service, upon which the
// manager does what it is set to do.
func Run(ctx context.Context, o Options, work Work) error {
	if o.Stdout == nil {
		o.Stdout = io.Discard
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Alive == nil {
		o.Alive = func() bool { return true }
	}
	if o.SessionChanged == nil {
		o.SessionChanged = func() {}
	}
	if o.Stopping == nil {
		o.Stopping = func(bool) {}
	}
	return run(ctx, o, work)
}

// foreground does the work for a person at a console, and tells him what this verb is there for.
func foreground(ctx context.Context, o Options, work Work) error {
	fmt.Fprintln(o.Stdout, o.Texts.Say("service_console"))
	return work(ctx, func() {})
}
