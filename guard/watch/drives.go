package watch

import (
	"context"
	"errors"
	"slices"
	"time"

	"giumat/guard/drives"
	"giumat/guard/event"
)

// A Drive is a file system and the folder by which its files are reached.
type Drive = drives.Drive

// A DriveSource reports the list of drives at once and after each change.
type DriveSource = drives.Source

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

// describePatience is how long a drive may take to say what it is. The keeper waits that long, and its files are told of
// without a name if it does not answer.
const describePatience = 2 * time.Second

// describe asks the system about d.
func (w *Watcher) describe(d Drive) event.Drive {
	told := make(chan event.Drive, 1)
	go func() { told <- w.cfg.Describe(d) }() // a drive that never answers keeps it, and nobody else
	select {
	case full := <-told:
		return full
	case <-time.After(describePatience):
		return d.Drive
	}
}
