package watch

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"giumat/guard/event"
)

// A Drive is a file system and the folder by which its files are reached.
type Drive struct {
	Mount       string // absolute
	Removable   bool   // can be taken out and carried away
	event.Drive        // what the system tells of it
}

// A DriveSource reports the complete list of drives at once and again after each change, until ctx is done. An error
// says that it cannot; errors.ErrUnsupported that it never can. A list may hold file systems that are not removable:
// the watcher needs to hear of whatever is mounted inside a guarded folder.
type DriveSource func(ctx context.Context, report func([]Drive)) error

type driveChange struct {
	Drive
	arrived bool // else it left
}

// diff returns how now differs from before: first what left, then what arrived. A drive that was replaced does both.
func diff(before, now []Drive) []driveChange {
	var changes []driveChange
	for _, d := range before {
		if !slices.Contains(now, d) {
			changes = append(changes, driveChange{Drive: d})
		}
	}
	for _, d := range now {
		if !slices.Contains(before, d) {
			changes = append(changes, driveChange{Drive: d, arrived: true})
		}
	}
	return changes
}

// followDrives tells the keeper of drives that come and go. A source that fails is asked again after a while.
func (w *Watcher) followDrives(ctx context.Context) {
	var known []Drive
	for {
		err := w.cfg.Drives(ctx, func(now []Drive) {
			w.problems.clear("", NoDrives)
			w.inbox.drives(diff(known, now))
			known = slices.Clone(now)
		})
		if err == nil || ctx.Err() != nil {
			return
		}
		w.problems.set("", NoDrives, err.Error())
		w.inbox.drives(nil)
		if errors.Is(err, errors.ErrUnsupported) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(w.cfg.Rescan):
		}
	}
}

// userMounts are the folders below which Linux desktops mount what a user plugs in (udisks2; the Filesystem Hierarchy
// Standard 3.0, section 3.11, for /media).
var userMounts = []string{"/media/", "/run/media/"}

// drivesOf returns the file systems among mounts. removable tells of a mount whether its disk can be taken out. Where
// two file systems lie on one folder, only the upper one is seen.
func drivesOf(mounts []mount, removable func(mount) bool) []Drive {
	var list []Drive
	for _, m := range mounts {
		if m.pseudo() {
			continue
		}
		list = slices.DeleteFunc(list, func(d Drive) bool { return d.Mount == m.path })
		byPlace := slices.ContainsFunc(userMounts, func(dir string) bool { return strings.HasPrefix(m.path, dir) })
		list = append(list, Drive{Mount: m.path, Removable: byPlace || removable(m), Drive: event.Drive{Device: m.source}})
	}
	return list
}
