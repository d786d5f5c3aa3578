package onaccess

import (
	"log/slog"
	"sync"
	"time"
)

// A calmLog writes each kind of line at most once a minute: a storm of openings must not become a storm of lines. It
// gets no names of files.
type calmLog struct {
	to   *slog.Logger
	mu   sync.Mutex
	last map[string]time.Time
}

func (l *calmLog) warn(what string, err error) {
	l.mu.Lock()
	now := time.Now()
	due := now.Sub(l.last[what]) >= time.Minute
	if due {
		if l.last == nil {
			l.last = map[string]time.Time{}
		}
		l.last[what] = now
	}
	l.mu.Unlock()
	if due {
		l.to.Warn("guarding openings", slog.String("what", what), slog.String("error", err.Error()))
	}
}
