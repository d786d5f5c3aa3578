package watch

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"giumat/guard/event"

	"github.com/fsnotify/fsnotify"
)

// follow follows one change of a folder. It is true when one of the wanted roots may have come or gone with it.
func (k *keeper) follow(ctx context.Context, c fsnotify.Event, wanted []root) bool {
	path := filepath.Clean(c.Name)
	if c.Has(fsnotify.Rename) {
		k.folders.drop(path)
	}
	if c.Has(fsnotify.Remove) {
		k.folders.forget(path)
	}
	if !c.Has(fsnotify.Create) && at(k.roots.all(), path) {
		k.stale[path] = struct{}{} // the next folder of that name may get the same number in the file system
	}
	if info, err := os.Lstat(path); c.Has(fsnotify.Create) && err == nil && info.IsDir() {
		k.folders.cover(ctx, path, k.candidate)
	}
	return slices.ContainsFunc(wanted, func(r root) bool { return within(r.name, path) })
}

// followMounts follows what came and went, and returns the places inside a root that have changed with it: a file
// system that is no drive was mounted there or taken away.
func (k *keeper) followMounts(changes []driveChange) (inside []string) {
	for _, c := range changes {
		delete(k.mounts, c.Mount)
		k.problems.clearBelow(c.Mount)
		if c.arrived {
			k.mounts[c.Mount] = c.Drive
		}
		for _, r := range k.roots.all() {
			switch {
			case within(r.path, c.Mount):
				k.stale[r.path] = struct{}{}
			case within(c.Mount, r.path) && !c.Removable:
				inside = append(inside, c.Mount)
			}
		}
	}
	return inside
}

// checkRoots finds out which roots are there now, drops those that went, and covers and sweeps those that came.
func (k *keeper) checkRoots(ctx context.Context) {
	before, now := k.roots.all(), k.present()
	var brought []string // where something came or went
	for i, r := range now {
		old := slices.IndexFunc(before, r.same)
		if _, stale := k.stale[r.path]; old >= 0 && !stale {
			now[i].since, now[i].told = before[old].since, before[old].told
			continue
		}
		brought = append(brought, r.path)
		k.introduce(&now[i])
	}
	clear(k.back)
	k.roots.set(now)
	for _, r := range before {
		if slices.Contains(brought, r.path) || !at(now, r.path) {
			k.leave(r)
			brought = append(brought, r.path)
		}
	}
	if len(brought) == 0 {
		return
	}
	for _, r := range now {
		if slices.Contains(brought, r.path) {
			k.cfg.Gate.Enter(Root{Path: r.path, Channel: r.channel, Drive: r.told})
			k.expectDeparture(r)
		}
	}
	clear(k.stale)
	k.coverChanged(ctx, brought, now)
	k.cfg.Logger.Info("roots changed", slog.Int("before", len(before)), slog.Int("now", len(now)))
}

// introduce notes when r came into sight, and finds out what drive it is on.
func (k *keeper) introduce(r *root) {
	r.told, r.since = r.drive, time.Now()
	if since, ok := k.back[r.path]; ok {
		r.since = since
	}
	if d, real := k.driveOf(r.path); r.channel == event.Removable && real {
		r.told = k.describe(d)
	}
	if r.channel != event.Removable || k.begun || k.cfg.Before == nil {
		return
	}
	if until := k.cfg.Before(Drive{Mount: r.path, Removable: true, Drive: r.told}); !until.IsZero() && until.Before(r.since) {
		r.since = until
	}
}

// leave gives up a root that went or is to be entered anew.
func (k *keeper) leave(r root) {
	k.folders.drop(r.path)
	k.problems.clearBelow(r.path)
	if !k.roots.isAway(r.path) { // else the system has something more to say of it
		k.forgetDeparture(r.path)
	}
	k.cfg.Gate.Leave(r.path)
}

// coverChanged covers and sweeps the places where a root came or went, and the roots inside them, which were in sight all
// the time but lost their watches with the one around them.
func (k *keeper) coverChanged(ctx context.Context, brought []string, now []root) {
	var missed []string
	for _, r := range now {
		inside := func(path string) bool { return r.path != path && within(r.path, path) }
		if !slices.Contains(brought, r.path) && slices.ContainsFunc(brought, inside) {
			missed = append(missed, r.path)
		}
	}
	slices.Sort(brought)
	list := errands(event.Brought, slices.Compact(brought)...)
	k.coverAndSweep(ctx, append(list, errands(event.Missed, missed...)...)...)
}

// coverAndSweep watches those folders that lie in a root, and has their files reported. What was left by a root that
// went may belong to another one around it.
func (k *keeper) coverAndSweep(ctx context.Context, list ...errand) {
	list = slices.DeleteFunc(slices.Clone(list), func(e errand) bool {
		_, ok := k.roots.of(e.dir)
		return !ok
	})
	for _, e := range list {
		k.folders.cover(ctx, e.dir, func(string) {})
	}
	if len(list) > 0 {
		k.sweeper.request(list...)
	}
}
