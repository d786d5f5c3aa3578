package watch

import (
	"slices"
	"strings"

	"giumat/guard/event"
)

// Status is what the watcher is doing at one moment.
type Status struct {
	Folders   []string // guarded folders that are there now
	Drives    []Drive  // drives that are there now, and what the config treats as such
	Watched   int      // folders for which the system reports changes; on Windows with all below them
	Unwatched int      // folders looked at every Config.Rescan instead; the problems say why
	Pending   int      // files that are not yet complete
	Overflows int      // how often changes were lost, and everything looked at again
	Problems  []Problem
	More      int   // problems beyond those listed
	Sweep     Sweep // the last that ended
	Sweeping  bool  // a sweep is under way or has not begun: there may be files nobody has heard of
}

// Status may be asked for at any time.
func (w *Watcher) Status() Status {
	var s Status
	for _, r := range w.roots.all() {
		if r.channel == event.Removable {
			s.Drives = append(s.Drives, Drive{Mount: r.path, Removable: true, Drive: r.told})
			continue
		}
		s.Folders = append(s.Folders, r.path)
	}
	slices.Sort(s.Folders)
	slices.SortFunc(s.Drives, func(a, b Drive) int { return strings.Compare(a.Mount, b.Mount) })
	s.Watched, s.Unwatched = w.folders.count()
	s.Pending = w.settler.len()
	s.Overflows = w.inbox.overflowCount()
	s.Problems, s.More = w.problems.list()
	s.Sweep, s.Sweeping = w.sweeper.status()
	return s
}
