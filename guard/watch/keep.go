package watch

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"giumat/guard/event"

	"github.com/fsnotify/fsnotify"
)

// firstDrives is how long the start waits for the first list of drives, so that it has them in its first sweep.
const firstDrives = 5 * time.Second

// A keeper keeps the watches in step with what is there: it alone adds and drops them. Roots that come are covered
// and swept, roots that go are dropped, and when a change was lost it begins anew with a fresh notifier, for after a
// lost rename of a folder nobody can tell which names the old one's watches go by.
type keeper struct {
	*Watcher
	mounts  map[string]Drive
	stale   []string      // paths of roots that are no longer what they were, whatever they look like
	read    chan struct{} // closed when the notifier's changes have all been read
	lost    bool
	started time.Time // when the notifier was made
}

// keep runs until ctx is done.
func (w *Watcher) keep(ctx context.Context) {
	k := &keeper{Watcher: w, mounts: map[string]Drive{}}
	k.connectNotifier()
	defer k.disconnect()
	k.awaitDrives(ctx)
	k.checkRoots(ctx)
	if len(w.roots.all()) == 0 {
		w.sweeper.done()
	}

	check, rescan := time.NewTicker(rootCheck), time.NewTicker(w.cfg.Rescan)
	defer check.Stop()
	defer rescan.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-w.inbox.wake:
			k.openMail(ctx, w.inbox.take())
		case <-check.C:
			k.checkRoots(ctx)
		case <-rescan.C:
			k.retryUnwatched(ctx)
		}
		k.beginAnewIfLost(ctx)
	}
}

func (k *keeper) awaitDrives(ctx context.Context) {
	patience := time.NewTimer(firstDrives)
	defer patience.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-patience.C:
			return
		case <-k.inbox.wake:
		}
		m := k.inbox.take()
		k.followMounts(m.drives)
		if m.listed {
			return
		}
	}
}

func (k *keeper) openMail(ctx context.Context, m mail) {
	k.lost = k.lost || m.lost
	if k.lost {
		m.changes = nil // all is looked at anew anyway
	}
	recheck := false
	for _, c := range m.changes {
		recheck = k.follow(ctx, c) || recheck
	}
	inside := k.followMounts(m.drives)
	if recheck || len(m.drives) > 0 {
		k.checkRoots(ctx)
	}
	for _, dir := range inside {
		k.coverAndSweep(ctx, dir)
	}
}

// follow follows one change of a folder. It is true when a root may have come or gone with it.
func (k *keeper) follow(ctx context.Context, c fsnotify.Event) bool {
	path := filepath.Clean(c.Name)
	if c.Has(fsnotify.Remove | fsnotify.Rename) {
		k.folders.drop(path)
		k.stale = append(k.stale, path)
	}
	root := slices.ContainsFunc(k.wanted(), func(r root) bool { return within(r.name, path) })
	if !c.Has(fsnotify.Create) {
		return root
	}
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		if _, ok := k.roots.of(path); ok {
			k.folders.cover(ctx, path, k.candidate)
		}
	}
	return root
}

// followMounts follows what came and went, and returns the places inside a root that have changed with it: a file
// system that is no drive was mounted there or taken away.
func (k *keeper) followMounts(changes []driveChange) (inside []string) {
	for _, c := range changes {
		delete(k.mounts, c.Mount)
		if c.arrived {
			k.mounts[c.Mount] = c.Drive
		}
		for _, r := range k.roots.all() {
			switch {
			case within(r.path, c.Mount):
				k.stale = append(k.stale, r.path)
			case within(c.Mount, r.path) && !c.Removable:
				inside = append(inside, c.Mount)
			}
		}
	}
	return inside
}

// wanted returns every root that should be there. Of two with one path the first counts.
func (k *keeper) wanted() []root {
	var list []root
	for _, d := range k.mounts {
		if d.Removable {
			list = append(list, root{name: d.Mount, channel: event.Removable, device: d.Device})
		}
	}
	for _, name := range k.cfg.Removable {
		list = append(list, root{name: name, channel: event.Removable, device: k.deviceOf(name)})
	}
	for _, name := range k.cfg.Folders {
		list = append(list, root{name: name, channel: event.AtRest})
	}
	return list
}

// deviceOf returns the device mounted at a path that the config calls a drive, or else the path.
func (k *keeper) deviceOf(path string) string {
	if d, ok := k.mounts[path]; ok && d.Device != "" {
		return d.Device
	}
	return path
}

// checkRoots finds out which roots are there now, drops those that went and covers those that came.
func (k *keeper) checkRoots(ctx context.Context) {
	before := k.roots.all()
	var now, fresh []root
	for _, r := range k.wanted() {
		r, err := r.locate()
		if err != nil {
			k.missing(r, err)
			continue
		}
		k.problems.clear(r.name, Missing)
		if slices.ContainsFunc(now, func(o root) bool { return o.path == r.path }) {
			continue
		}
		now = append(now, r)
		if slices.Contains(k.stale, r.path) || !slices.ContainsFunc(before, r.same) {
			fresh = append(fresh, r)
		}
	}
	k.stale = nil
	k.roots.set(now)

	for _, r := range before {
		if !slices.ContainsFunc(now, func(o root) bool { return o.path == r.path }) {
			k.depart(ctx, r)
		}
	}
	for _, r := range fresh {
		k.cfg.Logger.Info("watching", slog.String("channel", string(r.channel)), slog.String("device", r.device))
		k.coverAndSweep(ctx, r.path)
	}
}

// missing tells of a guarded folder that is not there. A drive that is not there is as it should be.
func (k *keeper) missing(r root, err error) {
	if r.channel == event.AtRest {
		k.problems.set(r.name, Missing, bare(err).Error())
	}
}

// depart lets go of a root that went. What is left in its place may belong to a root around it.
func (k *keeper) depart(ctx context.Context, r root) {
	k.cfg.Logger.Info("no longer watching", slog.String("channel", string(r.channel)), slog.String("device", r.device))
	k.folders.drop(r.path)
	k.problems.clearBelow(r.path)
	k.coverAndSweep(ctx, r.path)
}

// coverAndSweep watches dir and has its files reported, if it lies in a root.
func (k *keeper) coverAndSweep(ctx context.Context, dir string) {
	if _, ok := k.roots.of(dir); ok {
		k.folders.cover(ctx, dir, func(string) {})
		k.sweeper.request(dir)
	}
}

// retryUnwatched looks at the folders that could not be watched, and tries again to watch them.
func (k *keeper) retryUnwatched(ctx context.Context) {
	if _, ok := k.folders.notifier.(deaf); ok {
		k.lost = true
		return
	}
	for _, dir := range k.folders.outermostUnwatched() {
		k.coverAndSweep(ctx, dir)
	}
}

// beginAnewIfLost begins anew after a lost change, at most once in a while and never while a sweep is under way, so
// that a PC in a storm of changes is not kept busy by the guard on top.
func (k *keeper) beginAnewIfLost(ctx context.Context) {
	_, left := k.sweeper.status()
	if !k.lost || left > 0 || time.Since(k.started) < rootCheck {
		return
	}
	k.cfg.Logger.Warn("changes were lost, looking at everything again")
	k.disconnect()
	k.inbox.forgetChanges()
	k.lost = false
	k.connectNotifier()
	for _, r := range k.roots.all() {
		k.coverAndSweep(ctx, r.path)
	}
}

func (k *keeper) connectNotifier() {
	n, err := k.connect()
	if err != nil {
		n = deaf{err}
	}
	k.folders.reset(n)
	k.started = time.Now()
	k.read = make(chan struct{})
	go func() {
		defer close(k.read)
		k.readChanges(n)
	}()
}

func (k *keeper) disconnect() {
	if err := k.folders.notifier.Close(); err != nil {
		k.cfg.Logger.Warn("closing the notifier", slog.Any("error", err))
	}
	<-k.read
}

// readChanges reads changes until n is closed. It must never wait for anything else: the notifier holds a lock while
// it sends, and the keeper needs that lock to add a watch.
func (w *Watcher) readChanges(n notifier) {
	changes, errs := n.Changes(), n.Errors()
	for changes != nil || errs != nil {
		select {
		case e, ok := <-changes:
			if !ok {
				changes = nil
				continue
			}
			w.hear(e)
		case err, ok := <-errs:
			switch {
			case !ok:
				errs = nil
			case errors.Is(err, fsnotify.ErrEventOverflow):
				w.inbox.lose()
			default:
				w.cfg.Logger.Debug("notifier", slog.Any("error", err))
			}
		}
	}
}

// hear passes a change on: to the settler whatever may be a file, to the keeper whatever may be a folder.
func (w *Watcher) hear(e fsnotify.Event) {
	if e.Has(fsnotify.Create | fsnotify.Write) {
		w.candidate(filepath.Clean(e.Name))
	}
	if e.Has(fsnotify.Create | fsnotify.Remove | fsnotify.Rename) {
		w.inbox.change(e)
	}
}
