package watch

import (
	"context"
	"log/slog"
	"time"
)

// syncEvery is how many rescans pass between two searches for synchronised folders.
const syncEvery = 5

// followSync tells the keeper which synchronised folders are found, at once and from time to time. A search that hangs,
// as on a network drive, holds up nobody.
func (w *Watcher) followSync(ctx context.Context) {
	tick := time.NewTicker(syncEvery * w.cfg.Rescan)
	defer tick.Stop()
	found := make(chan []string, 1)
	for {
		go func() { found <- w.cfg.FindSync() }()
		select {
		case <-ctx.Done():
			return
		case list := <-found:
			w.foundSync(list)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (w *Watcher) foundSync(list []string) {
	list, err := absolute(list)
	if err != nil {
		w.cfg.Logger.Warn("synchronised folders", slog.Any("error", err))
		return
	}
	w.inbox.synced(list)
}
