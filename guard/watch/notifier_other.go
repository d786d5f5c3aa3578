//go:build !windows

package watch

import (
	"fmt"

	"github.com/fsnotify/fsnotify"
)

// A systemNotifier is what fsnotify offers: a watch for each folder. On Linux they hold nothing: a drive can be
// unmounted as if there were none.
type systemNotifier struct{ *fsnotify.Watcher }

func (n systemNotifier) Recursive() bool                { return false }
func (n systemNotifier) Changes() <-chan fsnotify.Event { return n.Events }
func (n systemNotifier) Errors() <-chan error           { return n.Watcher.Errors }

func connectSystem() (notifier, error) {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("connect to the system's notice of changes: %w", err)
	}
	return systemNotifier{n}, nil
}
