package watch

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/fsnotify/fsnotify"

	"giumat/guard/redact"
)

// A notifier is the system's notice of changes, folder by folder. Both channels are closed by Close.
type notifier interface {
	Add(folder string) error
	Remove(folder string) error
	Changes() <-chan fsnotify.Event
	Errors() <-chan error
	Close() error
}

type systemNotifier struct{ *fsnotify.Watcher }

func (n systemNotifier) Changes() <-chan fsnotify.Event { return n.Watcher.Events }
func (n systemNotifier) Errors() <-chan error           { return n.Watcher.Errors }

// connectSystem takes what fsnotify offers. A watch on Linux holds nothing: a drive can be unmounted as if there were
// none. On Windows each is an open folder, which keeps a drive from being taken out safely and the folders around it from
// being renamed; one handle a tree, closed when the drive asks to leave, is still to be written (docs of
// ReadDirectoryChangesW and DBT_DEVICEQUERYREMOVE).
func connectSystem() (notifier, error) {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("connect to the system's notice of changes: %w", err)
	}
	return systemNotifier{n}, nil
}

// deaf stands in for a notifier that could not be had: every folder then counts as one that cannot be watched.
type deaf struct{ why error }

func (d deaf) Add(string) error             { return d.why }
func (deaf) Remove(string) error            { return nil }
func (deaf) Changes() <-chan fsnotify.Event { return nil }
func (deaf) Errors() <-chan error           { return nil }
func (deaf) Close() error                   { return nil }

// reason puts the system's answer to Add into words; the limit on watches comes disguised as a full disk.
func reason(err error) string {
	if errors.Is(err, syscall.ENOSPC) {
		return "the system's limit on watched folders is reached (Linux: fs.inotify.max_user_watches)"
	}
	return redact.Error(err).Error()
}
