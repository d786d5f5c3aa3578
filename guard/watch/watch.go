// Package watch turns folders and removable drives into events that say "this file is complete, look at it now". It
// takes the folders to guard and the system's list of drives, and gives event.File values: every file that it finds
// when it starts, when a drive is plugged in and when the system lost count of the changes, and after that every file
// that was made, written or renamed, once it has been left alone for a while. Each says how it was noticed and what
// drive it is on; a drive that is about to be taken out is let go. It never reads a file, never follows a symbolic
// link, and never loses a file in silence: what it cannot watch it looks at from time to time, and says so in its
// Status.
package watch

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"giumat/guard/drives"
	"giumat/guard/event"
)

// Config says what to watch. The zero value of each field is usable.
type Config struct {
	Folders   []string // guarded folders, channel at_rest; one that is missing is waited for
	Removable []string // folders or mount points to treat as removable drives, there or not
	Sync      []string // folders that a cloud service copies, channel sync_folder, there or not
	Skip      []string // folders never entered: the guard's own data and quarantine

	// Find finds more folders; nil means none. It is asked at the start and every fifth Rescan, and may take its time.
	Find func() Found

	Quiet   time.Duration // how long a file must be left alone before it counts as complete; 500 ms when zero
	MaxWait time.Duration // a file that is never left alone is reported this often; 30 s when zero
	Rescan  time.Duration // how often a folder that cannot be watched is looked at instead; 1 min when zero

	Drives DriveSource // nil: the drives of this PC
	// Describe tells all that the system knows of a drive. It is asked when the drive comes into sight. When nil, it asks
	// this PC if Drives is nil too, and else Drives has told all.
	Describe func(Drive) event.Drive
	// Before tells until when a drive that is there at the start was in sight when the guard ran last: what was written
	// on it later was written here. The zero time stands for a drive that was not there; Before may be nil.
	Before func(Drive) time.Time
	// Leaving is called on Windows when somebody wants to take out the drive whose root is at path: whoever has a file
	// open there is to close it before it returns, within two seconds. It may be nil.
	Leaving func(path string)
	Gate    Gate // hears of every root and folder; may be nil

	Swept  func() // nil, or called whenever no sweep is left to do; it must return soon
	Logger *slog.Logger
}

// maxPending bounds the files that wait to be complete, and apart from them the changes not yet looked at. Each is
// a path and some 100 bytes; beyond the bound the paths are forgotten and the folders swept instead.
const maxPending = 100_000

// rootCheck is how often a missing or replaced folder is looked for; a mount is noticed at once where the system tells.
const rootCheck = 2 * time.Second

// A Watcher watches what its Config names for as long as Run runs.
type Watcher struct {
	cfg      Config
	connect  func() (notifier, error) // a test may put another in
	check    time.Duration            // rootCheck; a test may shorten it
	ended    chan struct{}            // closed when the keeper follows nothing any more
	inbox    inbox
	roots    roots
	settler  *settler
	sweeper  *sweeper
	folders  *folders
	problems problems
	// departures has the system ask before a drive leaves; a test may put another in.
	departures func(path string, tell func(drives.Departure)) (stop func(), err error)
}

// New returns a Watcher that has touched nothing yet. The folders must be absolute paths or names relative to the
// current folder.
func New(cfg Config) (*Watcher, error) {
	if cfg.Quiet <= 0 {
		cfg.Quiet = 500 * time.Millisecond
	}
	if cfg.MaxWait <= 0 {
		cfg.MaxWait = 30 * time.Second
	}
	if cfg.Rescan <= 0 {
		cfg.Rescan = time.Minute
	}
	if cfg.Drives == nil {
		cfg.Drives = drives.System
		if cfg.Describe == nil {
			cfg.Describe = drives.Describe
		}
	}
	if cfg.Describe == nil {
		cfg.Describe = func(d Drive) event.Drive { return d.Drive }
	}
	if cfg.Gate == nil {
		cfg.Gate = openGate{}
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	for _, list := range []*[]string{&cfg.Folders, &cfg.Removable, &cfg.Sync, &cfg.Skip} {
		abs, err := absolute(*list)
		if err != nil {
			return nil, err
		}
		*list = abs
	}

	w := &Watcher{cfg: cfg, connect: connectSystem, check: rootCheck, ended: make(chan struct{}), departures: drives.OnDeparture}
	w.inbox.wake = make(chan struct{}, 1)
	w.inbox.limit = maxPending
	w.roots.skip = cfg.Skip
	w.settler = newSettler(cfg.Quiet, cfg.MaxWait, maxPending)
	w.settler.stat = w.look
	w.folders = newFolders(&w.roots, &w.problems, cfg.Gate)
	w.sweeper = newSweeper(w)
	return w, nil
}

// Run watches until ctx is done and sends each file that should be looked at to files. It waits as long as the
// receiver likes; meanwhile changes are gathered, and a file that changes again is sent once. Run may be called once.
func (w *Watcher) Run(ctx context.Context, files chan<- event.File) error {
	emit := func(path string, cause event.Cause) error { return w.emit(ctx, files, path, cause) }
	var jobs sync.WaitGroup
	jobs.Go(func() { w.followDrives(ctx) })
	jobs.Go(func() { w.settler.run(ctx, func(path string) error { return emit(path, event.Written) }) })
	if w.cfg.Find != nil {
		jobs.Go(func() { w.followFound(ctx) })
	}
	jobs.Go(func() { w.sweeper.run(ctx, emit) })
	w.keep(ctx)
	jobs.Wait()
	return nil
}

// emit sends one file. A path that lies in no root any more belongs to a drive that was taken out, and is dropped.
func (w *Watcher) emit(ctx context.Context, files chan<- event.File, path string, cause event.Cause) error {
	r, ok := w.roots.of(path)
	if !ok {
		return nil
	}
	select {
	case files <- event.File{Path: path, Channel: r.channel, Drive: r.told, Cause: cause, Seen: time.Now()}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// look looks at a file that waits to be complete. One that lies in no root any more is as good as gone, and its drive is
// left alone.
func (w *Watcher) look(path string) (look, error) {
	if _, ok := w.roots.of(path); !ok {
		return look{}, errGone
	}
	return lookAt(path)
}

// candidate puts path among the files that wait to be complete.
func (w *Watcher) candidate(path string) {
	if !temporary(path) && !onlineOnly(path) && !w.settler.touch(path) {
		w.inbox.lose()
	}
}
