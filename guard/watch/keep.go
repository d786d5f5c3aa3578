package watch

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"giumat/guard/event"
)

// firstWait is how long the start waits for the first lists of drives and synchronised folders, so that it has them in
// its first sweep.
const firstWait = 5 * time.Second

// maxRetry bounds the unwatched folders that are looked at one by one; with more it is cheaper to begin anew.
const maxRetry = 100

// A keeper keeps the watches in step with what is there: it alone adds and drops them. Roots that come are covered
// and swept, roots that go are dropped, and when a change was lost it begins anew with a fresh notifier, for after a
// lost rename of a folder nobody can tell which names the old one's watches go by.
type keeper struct {
	*Watcher
	mounts   map[string]Drive     // by mount point
	found    Found                // that was found last
	stale    map[string]struct{}  // paths of roots that are not what they were, whatever they look like
	expected map[string]func()    // by root: ends the wait for the drive's departure
	back     map[string]time.Time // by root: since when the files of one that is back are new; until the roots are looked at
	stops    sync.WaitGroup       // of what expected had
	begun    bool                 // all that was there at the start is in sight
	read     chan struct{}        // closed when all changes of the notifier have been read
	anew     bool                 // changes were lost, or too many folders have no watch
	pause    time.Time            // not to begin anew before
}

// keep runs until ctx is done.
func (w *Watcher) keep(ctx context.Context) {
	k := &keeper{
		Watcher: w, mounts: map[string]Drive{}, stale: map[string]struct{}{},
		expected: map[string]func(){}, back: map[string]time.Time{},
	}
	k.connectNotifier()
	defer k.end()
	k.awaitLists(ctx)
	k.checkRoots(ctx)
	k.begun = true
	if len(k.roots.all()) == 0 {
		k.sweeper.request() // the first sweep ends even where there is nothing
	}

	check, rescan := time.NewTicker(w.check), time.NewTicker(w.cfg.Rescan)
	defer check.Stop()
	defer rescan.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-k.inbox.wake:
			k.openMail(ctx, k.inbox.take())
		case <-check.C:
			k.stayAfterAll()
			k.checkRoots(ctx)
		case <-rescan.C:
			k.retryUnwatched(ctx)
		}
		if k.anew && time.Now().After(k.pause) {
			k.beginAnew(ctx)
		}
	}
}

// end lets go of everything.
func (k *keeper) end() {
	close(k.ended)
	for path := range k.expected {
		k.forgetDeparture(path)
	}
	k.stops.Wait()
	k.disconnect()
}

func (k *keeper) awaitLists(ctx context.Context) {
	patience := time.NewTimer(firstWait)
	defer patience.Stop()
	listed, found := false, k.cfg.Find == nil
	for !listed || !found {
		select {
		case <-ctx.Done():
			return
		case <-patience.C:
			return
		case <-k.inbox.wake:
		}
		m := k.inbox.take()
		k.followMounts(m.drives)
		k.followFound(m)
		listed, found = listed || m.listed, found || m.found
	}
}

func (k *keeper) openMail(ctx context.Context, m mail) {
	k.anew = k.anew || m.lost
	k.followFound(m)
	if len(m.departs) > 0 {
		k.followDepartures(ctx, m.departs)
	}
	check := len(m.drives) > 0 || m.found
	wanted := k.wanted()
	for _, c := range m.changes {
		if ctx.Err() != nil {
			return
		}
		check = k.follow(ctx, c, wanted) || check
	}
	inside := k.followMounts(m.drives)
	if check {
		k.checkRoots(ctx)
	}
	k.coverAndSweep(ctx, errands(event.Brought, inside...)...)
}

// followFound keeps the folders that were found last.
func (k *keeper) followFound(m mail) {
	if m.found {
		k.found = m.folders
	}
}

// retryUnwatched looks at the folders that could not be watched, and tries again to watch them.
func (k *keeper) retryUnwatched(ctx context.Context) {
	dirs := k.folders.outermostUnwatched()
	if _, none := k.folders.notifier.(deaf); none || len(dirs) > maxRetry {
		k.anew = true
		return
	}
	k.coverAndSweep(ctx, errands(event.Missed, dirs...)...)
}

// beginAnew takes a fresh notifier and looks at everything again. The pause afterwards keeps the guard from taking
// more than a tenth of a core for it while a storm of changes goes on.
func (k *keeper) beginAnew(ctx context.Context) {
	began := time.Now()
	k.cfg.Logger.Warn("looking at everything again", slog.Int("overflows", k.inbox.overflowCount()))
	k.disconnect()
	k.inbox.forgetChanges()
	k.anew = false
	k.connectNotifier()
	var paths []string
	for _, r := range k.roots.all() {
		paths = append(paths, r.path)
	}
	k.coverAndSweep(ctx, errands(event.Missed, paths...)...)
	k.pause = time.Now().Add(max(k.check, 9*time.Since(began)))
}

func (k *keeper) connectNotifier() {
	n, err := k.connect()
	if err != nil {
		n = deaf{err}
	}
	k.folders.reset(n)
	k.read = make(chan struct{})
	go func() { // ends with disconnect
		defer close(k.read)
		k.listen(n)
	}()
}

func (k *keeper) disconnect() {
	if err := k.folders.notifier.Close(); err != nil {
		k.cfg.Logger.Warn("closing the notifier", slog.Any("error", err))
	}
	<-k.read
}
