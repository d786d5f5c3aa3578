package main

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"

	"giumat/guard/protection"
	"giumat/guard/redact"
)

const (
	// aliveEvery is how often a running guard gives a sign of life.
	aliveEvery = time.Minute
	// selfTestEvery is how often it tests itself.
	selfTestEvery = 24 * time.Hour
	// selfTestAgain is how long after a failure it tries again: what was wrong may have passed, and red must not stay.
	selfTestAgain = 10 * time.Minute
)

// health is what a running guard finds out about itself, and remembers for the summary.
type health struct {
	log      *protection.Log
	selfTest atomic.Bool // the last self-test failed
}

func (h *health) failed() bool { return h.selfTest.Load() }

// keepHealth gives signs of life and tests the guard until ctx is done. changed is called when there is something new
// to show.
func (p *program) keepHealth(ctx context.Context, g *guardian, changed, passed func()) {
	tick := time.NewTicker(aliveEvery)
	defer tick.Stop()
	// The first self-test comes when the first rush is over.
	tested := time.Now().Add(aliveEvery - selfTestEvery)
	for {
		now := time.Now()
		p.logFault(g.health.log.Lives(ctx, protection.Now()))
		p.noteFault(ctx, g, protection.NotWatched, len(g.watcher.Status().Problems) > 0)
		if now.Sub(tested) >= selfTestEvery {
			tested = now
			err := p.selfTest(ctx, g.engine.Judge, g.store)
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				tested = now.Add(selfTestAgain - selfTestEvery)
				p.logger.Error("the self-test failed", slog.Any("error", redact.Error(err)))
			}
			g.health.selfTest.Store(err != nil)
			debug.FreeOSMemory()
			p.witness(ctx, g.health.log, g.store, err)
			if err == nil {
				passed()
			}
			p.noteFault(ctx, g, protection.SelfTestFailed, err != nil)
			changed()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// noteFault remembers that protection is missing in some way, or is back.
func (p *program) noteFault(ctx context.Context, g *guardian, kind protection.Kind, missing bool) {
	if missing {
		p.logFault(g.health.log.Begin(ctx, kind, time.Now()))
		return
	}
	p.logFault(g.health.log.End(ctx, kind, time.Now()))
}

func (p *program) logFault(err error) {
	if err != nil {
		p.logger.Warn("the protection log was not written", slog.Any("error", err))
	}
}
