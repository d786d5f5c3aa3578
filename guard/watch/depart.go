package watch

import (
	"context"
	"sync"
	"time"

	"giumat/guard/drives"
	"giumat/guard/event"
)

// departPatience is how long the system waits in vain for the watcher to let go of a drive; then it goes on, and finds
// that something is still open.
const departPatience = 2 * time.Second

// departAfter is how long a drive that was let go may stay without a word from the system before it is watched again.
const departAfter = 10 * time.Second

// A departing is what the keeper hears of a drive that is about to leave.
type departing struct {
	path string // of its root
	drives.Departure
	done chan struct{} // closed when the keeper has followed; nil when nobody waits
}

// depart is called by the system, which wants an answer soon. It returns when nothing of ours is open on the drive.
func (w *Watcher) depart(path string, d drives.Departure) {
	if d != drives.Asked {
		w.inbox.departs(departing{path: path, Departure: d})
		return
	}
	w.roots.bar(path) // whoever walks there walks on without entering another folder
	var letGo sync.WaitGroup
	done := make(chan struct{})
	letGo.Go(func() {
		w.inbox.departs(departing{path: path, Departure: d, done: done})
		select {
		case <-done:
		case <-w.ended:
		}
	})
	if w.cfg.Leaving != nil {
		letGo.Go(func() { w.cfg.Leaving(path) })
	}
	all := make(chan struct{})
	go func() {
		letGo.Wait()
		close(all)
	}()
	select {
	case <-all:
	case <-time.After(departPatience):
	}
}

// followDepartures follows what the system said of drives, and tells those who wait for it. It comes before all else.
func (k *keeper) followDepartures(ctx context.Context, list []departing) {
	for _, d := range list {
		if d.Departure == drives.Asked {
			k.roots.bar(d.path) // again: what was said before this may have lifted the bar
			continue
		}
		k.stay(d.path)
		if d.Departure == drives.Gone {
			delete(k.back, d.path)
		}
	}
	k.checkRoots(ctx)
	for _, d := range list {
		if d.done != nil {
			close(d.done)
		}
	}
}

// stay lets the root at path be watched again if it is there, counted as in sight since it was let go.
func (k *keeper) stay(path string) {
	if since, barred := k.roots.unbar(path); barred {
		k.back[path] = since
		k.forgetDeparture(path)
	}
}

// stayAfterAll has drives watched again of which the system said that they would leave, and then nothing more.
func (k *keeper) stayAfterAll() {
	for path, since := range k.roots.allBarred() {
		if time.Since(since) > departAfter {
			k.stay(path)
		}
	}
}

// expectDeparture has the system ask before the drive with the root r leaves.
func (k *keeper) expectDeparture(r root) {
	if r.channel != event.Removable {
		return
	}
	stop, err := k.departures(r.path, func(d drives.Departure) { k.depart(r.path, d) })
	if err == nil { // else a drive that wants to leave has to be told twice
		k.expected[r.path] = stop
	}
}

// forgetDeparture ends that. The system may be within a call that waits for the keeper, so the keeper does not wait.
func (k *keeper) forgetDeparture(path string) {
	if stop, ok := k.expected[path]; ok {
		delete(k.expected, path)
		k.stops.Go(stop)
	}
}
