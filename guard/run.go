package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"reflect"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"giumat/guard/config"
	"giumat/guard/link"
	"giumat/guard/protection"
	"giumat/guard/redact"
	"giumat/guard/service"
	"giumat/guard/watch"
)

// statusEvery is how often a running guard looks whether there is news of how it is doing to be written down.
const statusEvery = 500 * time.Millisecond

// runRun guards this PC in the foreground until it is told to stop.
func runRun(ctx context.Context, p *program, args []string) (int, error) {
	if err := p.parseAlone(flag.NewFlagSet("run", flag.ContinueOnError), args); err != nil {
		return 0, err
	}
	if p.served() {
		if err := askGuardOf(ctx, p.places.Serving, func(*link.Client) error { return nil }); err == nil {
			return 0, errors.New(p.texts.Say("run_served"))
		}
	}
	return exitOK, p.guardThis(ctx, noHooks())
}

// guardThis guards until ctx is done.
func (p *program) guardThis(ctx context.Context, h hooks) error {
	cfg, err := config.Load(p.configPath)
	if err != nil {
		return err
	}
	pol, err := p.policyOf(cfg)
	if err != nil {
		return err
	}
	guarded, err := p.guarded()
	if err != nil {
		return err
	}
	_, isAlone := guarded.(alone)
	if cfg.Folders == nil && isAlone {
		cfg.Folders = config.Default().Folders
	}
	trays, err := p.openTrays(guarded, pol.Contact())
	if err != nil {
		return err
	}
	defer trays.close()

	find := p.find(guarded, cfg.Folders == nil)
	swept := make(chan struct{})
	var once sync.Once
	news := make(chan struct{}, 1)
	g, err := p.openGuardian(ctx, guardianOptions{
		Config: cfg, Policy: &pol, Notifier: trays.notifier(), Asker: trays.popups, Changed: func() { tell(trays.changed); tell(news) },
		Swept: func() { once.Do(func() { close(swept) }) }, Find: find,
	})
	if errors.Is(err, errSecond) {
		return errors.New(p.texts.Say("run_second"))
	}
	if err != nil {
		return err
	}
	defer g.close(p.logger)
	if err := lowerPriority(); err != nil {
		p.logger.Warn("the guard runs at normal priority", slog.Any("error", err))
	}
	before, err := g.health.log.Version(ctx)
	if err != nil {
		return err
	}
	if err := g.health.log.Started(ctx, protection.Now(), version()); err != nil {
		return err
	}
	why := protection.Fault
	defer func() {
		if ctx.Err() != nil {
			why = h.why() // also where it had not begun to guard
		}
		p.logFault(g.health.log.Ended(context.WithoutCancel(ctx), protection.Now(), why))
	}()
	finished, err := g.engine.Recover(ctx)
	if err != nil {
		return err
	}
	if finished > 0 {
		fmt.Fprintln(p.stdout, p.texts.Say("run_recovered", "n", strconv.Itoa(finished)))
	}

	reports, err := p.openSummaries(cfg, g, news)
	if err != nil {
		return err
	}
	p.greet(cfg, find, g)
	trays.desk.g = g
	err = p.guard(ctx, job{guardian: g, trays: trays, summaries: reports, hooks: h, swept: swept, config: cfg, ran: before != ""})
	fmt.Fprintln(p.stdout, p.texts.Say("run_stopped"))
	return err
}

// job is all that a guard does at the same time.
type job struct {
	*guardian
	trays     *trays
	summaries *summaries
	hooks     hooks
	swept     <-chan struct{}
	config    config.Config
	ran       bool // a guard ran here before
}

// guard does it until ctx is done or the watching fails.
func (p *program) guard(ctx context.Context, j job) error {
	var jobs sync.WaitGroup
	defer jobs.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs.Go(func() { p.keepStatus(ctx, j.guardian, j.trays, j.hooks.pulse) })
	jobs.Go(func() { p.keepHealth(ctx, j.guardian, func() { tell(j.trays.changed) }, j.hooks.passed) })
	jobs.Go(func() { p.afterSweep(ctx, j) })
	jobs.Go(func() { j.prevent.watchClipboard(ctx) })
	if j.config.Browser.SetUp() {
		jobs.Go(func() { p.keepBrowsers(ctx, j.guardian, func() { tell(j.trays.changed) }) })
		jobs.Go(func() { p.answerFirefox(ctx, j.trays.desk) })
	}
	jobs.Go(func() { j.summaries.reporter.Run(ctx, j.summaries.news) })
	jobs.Go(func() { j.summaries.deliver(ctx) })
	jobs.Go(func() {
		// A guard without trays guards all the same.
		if err := j.trays.serve(ctx, link.Addr(p.dataDir)); err != nil && ctx.Err() == nil {
			p.logger.Error("no tray can reach the guard", slog.Any("error", err))
		}
	})
	if j.hooks.service {
		jobs.Go(func() { p.keepTrays(ctx, j.trays, j.hooks) })
		jobs.Go(func() { p.watchOwnFiles(ctx, j.config, j.health.log, j.ran) })
	}
	j.hooks.ready()
	return j.run(ctx)
}

// tell says on a channel with room for one that there is something new. It never waits.
func tell(news chan<- struct{}) {
	select {
	case news <- struct{}{}:
	default: // it is known already
	}
}

// greet says what is guarded.
func (p *program) greet(cfg config.Config, find func() watch.Found, g *guardian) {
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
	found := find()
	for _, path := range found.Folders {
		fmt.Fprintln(p.stdout, p.texts.Say("run_folder", "path", p.show(path)))
	}
	for _, path := range slices.Concat(cfg.Sync, found.Sync) {
		fmt.Fprintln(p.stdout, p.texts.Say("run_sync", "path", p.show(path)))
	}
	fmt.Fprintln(p.stdout, p.texts.Say(g.prevent.now().OnAccess))
}

// find looks for the folders of those who are guarded. What could not be found out is said, and the rest holds.
func (p *program) find(guarded owners, documents bool) func() watch.Found {
	return func() watch.Found {
		found, err := guarded.Find(documents)
		if err != nil {
			p.logger.Warn("not all folders of users are known", slog.Any("error", redact.Error(err)))
		}
		return found
	}
}

// keepStatus writes down how the guard is doing, for guard status, tells the trays, and says once what goes wrong.
func (p *program) keepStatus(ctx context.Context, g *guardian, t *trays, pulse *service.Pulse) {
	since := time.Now()
	said := map[string]bool{}
	var written guardStatus
	tick := time.NewTicker(statusEvery)
	defer tick.Stop()
	// Midnight, a heightened period and another program's work on the record change what trays show, too.
	anew := time.NewTicker(time.Minute)
	defer anew.Stop()
	for {
		s := g.watcher.Status()
		for _, problem := range s.Problems {
			if line := p.describeProblem(problem); !said[line] {
				said[line] = true
				fmt.Fprintln(p.stdout, line)
			}
		}
		pulse.Beat()
		now := p.statusOf(g, t, s, since)
		if !reflect.DeepEqual(now, written) {
			if err := p.writeStatus(now); err != nil {
				p.logger.Warn("status was not written", slog.Any("error", err))
			}
			written = now
			tell(t.changed)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-anew.C:
			t.server.Changed()
		case <-t.changed:
			t.server.Changed()
		}
	}
}

func (p *program) statusOf(g *guardian, t *trays, s watch.Status, since time.Time) guardStatus {
	now := time.Now()
	period, _ := g.engine.Policy.Heightened(now)
	return guardStatus{
		Since: since, Version: version(), Bundle: p.content().Serial, Pack: g.engine.Judge.Pack.Version(), Policy: g.engine.Policy.At(now).Version(),
		Heightened: period, Contact: g.engine.Policy.Contact(), Tray: t.server.Trays() > 0, Prevention: g.prevent.now(), Unprotected: g.browsers.unprotected(), Watch: s,
	}
}

// afterSweep says when everything that was there has been looked at. From then on it forgets, once a day, the verdicts
// of files that are gone, and removes incidents that are past their time.
func (p *program) afterSweep(ctx context.Context, j job) {
	select {
	case <-ctx.Done():
		return
	case <-j.swept:
	}
	if !j.awaitIdle(ctx) {
		return
	}
	fmt.Fprintln(p.stdout, p.texts.Say("run_swept", "files", strconv.Itoa(j.watcher.Status().Sweep.Files)))
	debug.FreeOSMemory() // the rush is over; what PDFs took would stay with us for minutes
	daily := time.NewTicker(24 * time.Hour)
	defer daily.Stop()
	for ctx.Err() == nil {
		if err := j.engine.Judge.Cache.Prune(ctx); err != nil && ctx.Err() == nil {
			p.logger.Warn("old verdicts were not pruned", slog.Any("error", err))
		}
		p.retain(ctx, j.guardian, j.config.RetentionDays)
		select {
		case <-ctx.Done():
		case <-daily.C:
		}
	}
}
