package main

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"giumat/guard/bundle"
	"giumat/guard/link"
	"giumat/guard/places"
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
	h := hooks{pulse: &service.Pulse{}, sessions: make(chan struct{}, 1)}
	o := service.Options{
		Name: installer.Name, Texts: p.texts, Stdout: p.stdout, Logger: p.logger,
		Alive: func() bool { return h.pulse.Within(aliveWithin) }, SessionChanged: func() { tell(h.sessions) },
	}
	err := service.Run(ctx, o, func(ctx context.Context, ready func()) error {
		h.ready = ready
		return p.guardThis(ctx, h)
	})
	return exitOK, err
}

// hooks are what a service manager hears of the guard, and what it tells.
type hooks struct {
	ready    func()         // called when the guard guards
	pulse    *service.Pulse // of the loop that looks at all others
	sessions chan struct{}  // users have logged on or off
}

// noHooks are for a guard that a user has started.
func noHooks() hooks { return hooks{ready: func() {}, pulse: &service.Pulse{}} }

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
