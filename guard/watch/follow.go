package watch

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"giumat/guard/event"
	"giumat/guard/redact"

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

// wanted returns every root that should be there. Of two with one path the first counts.
func (k *keeper) wanted() []root {
	var list []root
	for _, d := range k.mounts {
		if d.Removable {
			list = append(list, root{name: d.Mount, channel: event.Removable, drive: d.Drive})
		}
	}
	for _, name := range k.cfg.Removable {
		list = append(list, root{name: name, channel: event.Removable, drive: k.driveOf(name)})
	}
	for _, name := range k.cfg.Sync {
		list = append(list, root{name: name, channel: event.SyncFolder})
	}
	for _, name := range k.cfg.Folders {
		list = append(list, root{name: name, channel: event.AtRest})
	}
	return list
}

// driveOf returns the drive that holds path, or whatever is mounted there; failing both, the folder's own name stands
// for the device: an incident keeps it, and a path is more than it should.
func (k *keeper) driveOf(path string) event.Drive {
	mount, drive := "", event.Drive{Device: filepath.Base(path)}
	for _, d := range k.mounts {
		holds := d.Mount == path || d.Removable && within(path, d.Mount)
		if holds && d.Device != "" && len(d.Mount) > len(mount) {
			mount, drive = d.Mount, d.Drive
		}
	}
	return drive
}

// checkRoots finds out which roots are there now, drops those that went, and covers and sweeps those that came.
func (k *keeper) checkRoots(ctx context.Context) {
	before, now := k.roots.all(), k.present()
	k.roots.set(now)

	var touched []string // where something came or went
	for _, r := range before {
		if !slices.ContainsFunc(now, r.same) {
			k.folders.drop(r.path)
			k.problems.clearBelow(r.path)
			touched = append(touched, r.path)
		}
	}
	for _, r := range now {
		_, stale := k.stale[r.path]
		if stale || !slices.ContainsFunc(before, r.same) {
			touched = append(touched, r.path)
		}
	}
	if len(touched) == 0 {
		return
	}
	for _, r := range now { // a root inside lost its watches with the one around it
		if slices.ContainsFunc(touched, func(path string) bool { return within(r.path, path) }) {
			touched = append(touched, r.path)
		}
	}
	clear(k.stale)
	slices.Sort(touched)
	k.coverAndSweep(ctx, slices.Compact(touched)...)
	k.cfg.Logger.Info("roots changed", slog.Int("before", len(before)), slog.Int("now", len(now)))
}

// present returns the wanted roots that are there.
func (k *keeper) present() []root {
	var list []root
	for _, r := range k.wanted() {
		found, err := r.locate()
		if err != nil {
			k.absent(r, err)
			continue
		}
		k.problems.clear(r.name, Missing)
		k.problems.clear(r.name, Locked)
		if !at(list, found.path) {
			list = append(list, found)
		}
	}
	return list
}

// absent tells of a root that cannot be watched. A drive that is not there, or a card reader without a card, is as it
// should be.
func (k *keeper) absent(r root, err error) {
	switch {
	case errors.Is(err, fs.ErrPermission):
		k.problems.set(r.name, Locked, redact.Error(err).Error())
	case r.channel == event.AtRest:
		k.problems.set(r.name, Missing, redact.Error(err).Error())
	}
}

// coverAndSweep watches those of dirs that lie in a root, and has their files reported. What was left by a root that
// went may belong to another one around it.
func (k *keeper) coverAndSweep(ctx context.Context, dirs ...string) {
	dirs = slices.DeleteFunc(slices.Clone(dirs), func(dir string) bool {
		_, ok := k.roots.of(dir)
		return !ok
	})
	for _, dir := range dirs {
		k.folders.cover(ctx, dir, func(string) {})
	}
	if len(dirs) > 0 {
		k.sweeper.request(dirs...)
	}
}
