package watch

import (
	"errors"
	"syscall"

	"github.com/fsnotify/fsnotify"

	"giumat/guard/redact"
)

// A notifier is the system's notice of changes. Both channels are closed by Close.
type notifier interface {
	Recursive() bool // one watch covers all folders below its own
	Add(folder string) error
	Remove(folder string) error
	Changes() <-chan fsnotify.Event
	Errors() <-chan error
	Close() error
}

// deaf stands in for a notifier that could not be had: every folder then counts as one that cannot be watched.
type deaf struct{ why error }

func (deaf) Recursive() bool                { return false }
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
