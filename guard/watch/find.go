package watch

import (
	"context"
	"log/slog"
	"time"
)

// Found are folders that were found besides those that Config names. One that is not there is none.
type Found struct {
	Folders []string // channel at_rest
	Sync    []string // channel sync_folder
}

// findEvery is how many rescans pass between two searches.
const findEvery = 5

// followFound tells the keeper which folders are found, at once and from time to time. A search that hangs,
// as on a network drive, holds up nobody.
func (w *Watcher) followFound(ctx context.Context) {
	tick := time.NewTicker(findEvery * w.cfg.Rescan)
	defer tick.Stop()
	found := make(chan Found, 1)
	for {
		go func() { found <- w.cfg.Find() }()
		select {
		case <-ctx.Done():
			return
		case list := <-found:
			w.found(list)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (w *Watcher) found(f Found) {
	for _, list := range []*[]string{&f.Folders, &f.Sync} {
		paths, err := absolute(*list)
		if err != nil {
			w.cfg.Logger.Warn("found folders", slog.Any("error", err))
			return
		}
		*list = paths
	}
	w.inbox.told(f)
}
