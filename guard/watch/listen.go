package watch

import (
	"errors"
	"log/slog"
	"path/filepath"

	"github.com/fsnotify/fsnotify"
)

// listen reads changes until n is closed. It must never wait for anything else: the notifier holds a lock while
// it sends, and the keeper needs that lock to add a watch.
func (w *Watcher) listen(n notifier) {
	changes, errs := n.Changes(), n.Errors()
	for changes != nil || errs != nil {
		select {
		case e, ok := <-changes:
			if !ok {
				changes = nil
				continue
			}
			w.hear(e)
		case err, ok := <-errs:
			switch {
			case !ok:
				errs = nil
			case errors.Is(err, fsnotify.ErrEventOverflow):
				w.inbox.lose()
			default:
				w.cfg.Logger.Debug("notifier", slog.Any("error", err))
			}
		}
	}
}

// hear passes a change on: to the settler whatever may be a file, to the keeper whatever may be a folder.
func (w *Watcher) hear(e fsnotify.Event) {
	if e.Has(fsnotify.Create | fsnotify.Write) {
		w.candidate(filepath.Clean(e.Name))
	}
	if e.Has(fsnotify.Create | fsnotify.Remove | fsnotify.Rename) {
		w.inbox.change(e)
	}
}
