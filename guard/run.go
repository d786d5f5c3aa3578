package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"giumat/guard/config"
)

// statusEvery is how often a running guard looks whether there is news of how it is doing to be written down.
const statusEvery = 500 * time.Millisecond

// runRun guards this PC in the foreground until it is told to stop.
func runRun(ctx context.Context, p *program, args []string) (int, error) {
	if err := p.parseAlone(flag.NewFlagSet("run", flag.ContinueOnError), args); err != nil {
		return 0, err
	}
	cfg, err := config.Load(p.configPath)
	if err != nil {
		return 0, err
	}
	told, closeTold := p.notifiers()
	defer closeTold()

	swept := make(chan struct{})
	var once sync.Once
	g, err := p.openGuardian(ctx, guardianOptions{Config: cfg, Notifier: told, Swept: func() { once.Do(func() { close(swept) }) }})
	if errors.Is(err, errSecond) {
		return 0, errors.New(p.texts.Say("run_second"))
	}
	if err != nil {
		return 0, err
	}
	defer g.close(p.logger)
	if err := lowerPriority(); err != nil {
		p.logger.Warn("the guard runs at normal priority", slog.Any("error", err))
	}
	finished, err := g.engine.Recover(ctx)
	if err != nil {
		return 0, err
	}
	if finished > 0 {
		fmt.Fprintln(p.stdout, p.texts.Say("run_recovered", "n", strconv.Itoa(finished)))
	}

	p.greet(cfg, g)
	var jobs sync.WaitGroup
	ctx, cancel := context.WithCancel(ctx)
	jobs.Go(func() { p.keepStatus(ctx, g) })
	jobs.Go(func() { p.afterSweep(ctx, g, swept) })
	err = g.run(ctx)
	cancel()
	jobs.Wait()
	fmt.Fprintln(p.stdout, p.texts.Say("run_stopped"))
	return exitOK, err
}

// greet says what is guarded.
func (p *program) greet(cfg config.Config, g *guardian) {
	fmt.Fprintln(p.stdout, p.texts.Say("run_started"))
	for pack := range strings.SplitSeq(g.engine.Judge.Pack.Version(), ", ") {
		fmt.Fprintln(p.stdout, p.texts.Say("run_rules", "pack", pack))
	}
	for _, path := range cfg.Folders {
		fmt.Fprintln(p.stdout, p.texts.Say("run_folder", "path", p.show(path)))
	}
	for _, path := range cfg.Removable {
		fmt.Fprintln(p.stdout, p.texts.Say("run_drive", "path", p.show(path)))
	}
}

// keepStatus writes down how the guard is doing, for guard status, and says once what goes wrong.
func (p *program) keepStatus(ctx context.Context, g *guardian) {
	since := time.Now()
	said := map[string]bool{}
	var written guardStatus
	tick := time.NewTicker(statusEvery)
	defer tick.Stop()
	for {
		s := g.watcher.Status()
		for _, problem := range s.Problems {
			if line := p.describeProblem(problem); !said[line] {
				said[line] = true
				fmt.Fprintln(p.stdout, line)
			}
		}
		now := guardStatus{Since: since, Pack: g.engine.Judge.Pack.Version(), Policy: g.engine.Policy.Version(), Watch: s}
		if !reflect.DeepEqual(now, written) {
			if err := p.writeStatus(now); err != nil {
				p.logger.Warn("status was not written", slog.Any("error", err))
			}
			written = now
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// afterSweep says when everything that was there has been looked at. From then on it forgets, once a day, the verdicts
// of files that are gone.
func (p *program) afterSweep(ctx context.Context, g *guardian, swept <-chan struct{}) {
	select {
	case <-ctx.Done():
		return
	case <-swept:
	}
	if !g.awaitIdle(ctx) {
		return
	}
	fmt.Fprintln(p.stdout, p.texts.Say("run_swept", "files", strconv.Itoa(g.watcher.Status().Sweep.Files)))
	daily := time.NewTicker(24 * time.Hour)
	defer daily.Stop()
	for ctx.Err() == nil {
		if err := g.engine.Judge.Cache.Prune(ctx); err != nil && ctx.Err() == nil {
			p.logger.Warn("old verdicts were not pruned", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
		case <-daily.C:
		}
	}
}
