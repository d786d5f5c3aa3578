package main

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"giumat/guard/bundle"
	"giumat/guard/config"
	"giumat/guard/link"
	"giumat/guard/places"
	"giumat/guard/protection"
	"giumat/guard/redact"
	"giumat/guard/service"
	"giumat/guard/session"
	"giumat/installer"
)

// aliveWithin is how long a loop of the guard may take for one turn before the service manager is told nothing more.
const aliveWithin = 30 * time.Second

// runService guards this PC for all its users; the system's service manager starts it.
func runService(ctx context.Context, p *program, args []string) (int, error) {
	p.places, p.owners = places.Machine(), newEveryone()
	p.logger = slog.New(slog.NewTextHandler(service.Log(installer.Name, p.stderr), &slog.HandlerOptions{Level: slog.LevelWarn}))
	if err := p.parseAlone(flag.NewFlagSet("service", flag.ContinueOnError), args); err != nil {
		return 0, err
	}
	var why atomic.Value
	why.Store(protection.Told)
	h := hooks{
		service: true, pulse: &service.Pulse{}, sessions: make(chan struct{}, 1),
		why: func() protection.Reason { return why.Load().(protection.Reason) },
	}
	o := service.Options{
		Name: installer.Name, Texts: p.texts, Stdout: p.stdout, Logger: p.logger,
		Alive: func() bool { return h.pulse.Within(aliveWithin) }, SessionChanged: func() { tell(h.sessions) },
		Stopping: func(shutdown bool) {
			why.Store(protection.ServiceStop)
			if shutdown {
				why.Store(protection.Shutdown)
			}
		},
	}
	err := service.Run(ctx, o, func(ctx context.Context, ready func()) error {
		h.ready = ready
		return p.guardUpdated(ctx, h, func() { why.Store(protection.Updating) })
	})
	return exitOK, err
}

// hooks are what a service manager hears of the guard, and what it tells.
type hooks struct {
	service  bool                     // the guard of the whole PC
	ready    func()                   // called when the guard guards
	passed   func()                   // called after each self-test that was passed
	why      func() protection.Reason // why the guard ends, once it has been told to
	pulse    *service.Pulse           // of the loop that looks at all others
	sessions chan struct{}            // users have logged on or off
}

// noHooks are for a guard that a user has started.
func noHooks() hooks {
	return hooks{
		ready: func() {}, passed: func() {}, why: func() protection.Reason { return protection.Told }, pulse: &service.Pulse{},
	}
}

// guardUpdated guards with what the office gave last, and ends when there is something newer, so that the service manager
// starts it anew; ending is called then.
func (p *program) guardUpdated(ctx context.Context, h hooks, ending func()) error {
	store, err := p.bundles()
	if err != nil {
		p.logger.Error("bundles are not installed", slog.Any("error", redact.Error(err)))
	}
	u := p.updater(store, "")
	start, err := u.Begin(ctx)
	if err != nil {
		p.logger.Error("an update was not finished", slog.Any("error", redact.Error(err)))
	}
	if start.Restart {
		ending()
		return nil
	}
	cfg, err := config.Load(p.configPath) // a new guard that cannot read the old settings has been counted by now
	if err != nil {
		return err
	}
	u.Share = cfg.Updates
	told := ctx
	ctx, stop := context.WithCancel(ctx)
	var watching sync.WaitGroup
	defer watching.Wait()
	defer stop()
	watching.Go(func() {
		u.Watch(ctx, func() {
			ending()
			stop()
		})
	})
	h.passed = func() {
		if err := u.Confirm(ctx); err != nil {
			p.logger.Error("the update was not confirmed", slog.Any("error", redact.Error(err)))
		}
	}
	err = p.guardThis(ctx, h)
	if ctx.Err() != nil && told.Err() == nil {
		return nil // what was interrupted by an update is no fault
	}
	return err
}

// keepTrays starts the trays anew that users' sessions have lost.
func (p *program) keepTrays(ctx context.Context, t *trays, h hooks) {
	self, err := os.Executable()
	if err != nil {
		p.logger.Error("trays are not started anew", slog.Any("error", err))
		return
	}
	starter := session.Starter{Program: filepath.Join(filepath.Dir(self), bundle.Executable(runtime.GOOS, "tray"))}
	k := session.Keeper{
		List: session.List, Start: starter.Start, Logger: p.logger,
		Connected: func(user string) bool { return t.server.Connected(link.User{ID: user}) },
	}
	k.Run(ctx, h.sessions)
}
