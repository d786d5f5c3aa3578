package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"giumat/guard/act"
	"giumat/guard/browser/hosts"
	"giumat/guard/config"
	"giumat/guard/engine"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/policy"
	"giumat/guard/protection"
	"giumat/guard/watch"

	"github.com/gofrs/flock"
	"golang.org/x/sync/errgroup"
)

// workers is how many files are read at once: a guard should leave the PC to its user.
const workers = 2

// queue is how many files may wait for a worker; the watcher holds back beyond that.
const queue = 256

// guardian is all stages of the guard, opened and connected.
type guardian struct {
	engine   *engine.Engine
	watcher  *watch.Watcher
	prevent  *prevention
	hosts    *hosts.List
	browsers browsers
	files    chan event.File // from the watcher to the engine
	store    *incident.Store
	health   health
	closers  []func() error
}

// errSecond is the answer to a second guard with the same data folder.
var errSecond = errors.New("the data folder is in use")

// guardianOptions say what to guard and whom to tell.
type guardianOptions struct {
	Config   config.Config
	Policy   *policy.Policy // nil means that of Config
	Notifier engine.Notifier
	Asker    engine.Asker       // nil means that nobody can be asked
	Changed  func()             // called after each incident; may be nil
	Swept    func()             // called when all files that were there have been sent; may be nil
	Drives   watch.DriveSource  // nil means the drives of this PC
	Find     func() watch.Found // more folders, asked for from time to time; may be nil
}

// openGuardian opens the stages.
func (p *program) openGuardian(ctx context.Context, o guardianOptions) (*guardian, error) {
	g := &guardian{files: make(chan event.File, queue)}
	if err := p.openStages(ctx, g, o); err != nil {
		g.close(p.logger)
		return nil, err
	}
	return g, nil
}

// openStages opens one stage after the other and leaves in g what is to be closed.
func (p *program) openStages(ctx context.Context, g *guardian, o guardianOptions) error {
	if err := p.makeDataDir(); err != nil {
		return err
	}
	if err := g.lock(filepath.Join(p.dataDir, "guard.lock")); err != nil {
		return err
	}
	pol := o.Policy
	if pol == nil {
		loaded, err := p.policyOf(o.Config)
		if err != nil {
			return err
		}
		pol = &loaded
	}
	quarantine, err := act.Open(filepath.Join(p.dataDir, "quarantine"), time.Now)
	if err != nil {
		return err
	}
	if g.store, err = p.openStore(ctx); err != nil {
		return err
	}
	g.closers = append(g.closers, g.store.Close)
	if g.health.log, err = protection.Open(ctx, p.protectionPath()); err != nil {
		return err
	}
	g.closers = append(g.closers, g.health.log.Close)
	guarded, err := p.guarded()
	if err != nil {
		return err
	}
	judge, closeJudge := p.newJudge(workers, true)
	g.closers = append(g.closers, closeJudge)
	g.engine = &engine.Engine{
		Judge: judge, Policy: *pol, Quarantine: quarantine, Store: record{g.store, o.Changed}, Notifier: o.Notifier, Asker: o.Asker,
		Logger: p.logger, Host: who().Host, Whose: guarded.Whose, Workers: workers, Now: time.Now,
	}
	g.hosts = p.content().Hosts
	if g.prevent, err = p.openPrevention(g.engine, o.Config); err != nil {
		return err
	}
	g.watcher, err = watch.New(watch.Config{
		Folders: o.Config.Folders, Removable: o.Config.Removable, Sync: o.Config.Sync, Find: o.Find, Skip: []string{p.dataDir},
		Swept: o.Swept, Drives: o.Drives, Gate: g.prevent, Leaving: g.prevent.leaving, Before: p.drivesBefore(), Logger: p.logger,
	})
	if err != nil {
		return errors.Join(err, g.prevent.close())
	}
	return nil
}

// record is the store, which says when there is something new in it.
type record struct {
	*incident.Store
	changed func()
}

// Add puts in at the end of the record.
func (r record) Add(ctx context.Context, in incident.Incident) (incident.Incident, error) {
	in, err := r.Store.Add(ctx, in)
	if r.changed != nil {
		r.changed()
	}
	return in, err
}

// lock makes sure that one data folder has one guard.
func (g *guardian) lock(path string) error {
	l := flock.New(path, flock.SetPermissions(0o600))
	locked, err := l.TryLock()
	if err != nil {
		return fmt.Errorf("lock data folder: %w", err)
	}
	if !locked {
		return errSecond
	}
	g.closers = append(g.closers, l.Unlock)
	return nil
}

// run watches and handles until ctx is done. The engine ends last: what programs are told comes from it.
func (g *guardian) run(ctx context.Context) error {
	working, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return g.watcher.Run(ctx, g.files) })
	group.Go(func() error { return g.engine.Run(working, g.files) })
	group.Go(func() error {
		<-ctx.Done()
		defer end()
		return g.prevent.close()
	})
	return group.Wait()
}

// awaitIdle waits until nothing is left to look at; it is false when ctx is done before. A file on its way from the
// queue to a worker is in neither, so two looks must agree.
func (g *guardian) awaitIdle(ctx context.Context) bool {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for quiet := 0; quiet < 2; {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
		quiet++
		if len(g.files) > 0 || g.engine.Working() > 0 {
			quiet = 0
		}
	}
	return true
}

// close closes what was opened, the last first.
func (g *guardian) close(logger *slog.Logger) {
	for i := len(g.closers) - 1; i >= 0; i-- {
		if err := g.closers[i](); err != nil {
			logger.Warn("close a stage", slog.Any("error", err))
		}
	}
}

func (p *program) protectionPath() string { return filepath.Join(p.dataDir, "protection.db") }

// openStore opens the record of incidents.
func (p *program) openStore(ctx context.Context) (*incident.Store, error) {
	if err := p.makeDataDir(); err != nil {
		return nil, err
	}
	return incident.OpenStore(ctx, filepath.Join(p.dataDir, "incidents.db"))
}

// loadPolicy reads an office's policy file; an empty path means the embedded policy.
func loadPolicy(path string) (policy.Policy, error) {
	if path == "" {
		return policy.Default()
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return policy.Policy{}, fmt.Errorf("read policy: %w", err)
	}
	pol, err := policy.Parse(data)
	if err != nil {
		return policy.Policy{}, fmt.Errorf("policy %q: %w", path, err)
	}
	return pol, nil
}

// who is the user and the PC, as far as the system tells.
func who() incident.Who {
	var w incident.Who
	if u, err := user.Current(); err == nil {
		w.User = u.Username
	}
	if name, err := os.Hostname(); err == nil {
		w.Host = name
	}
	return w
}
