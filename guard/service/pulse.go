package service

import (
	"sync"
	"time"
)

// Pulse is the sign of life of a loop, which calls Beat at every turn. It may be used by several goroutines.
type Pulse struct {
	mu   sync.Mutex
	last time.Time
}

// Beat says that the loop has turned.
func (p *Pulse) Beat() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = time.Now()
}

// Within tells whether the loop has turned in the last d. One that never has, has not. While a PC sleeps no time
// passes, on Linux at least.
func (p *Pulse) Within(d time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.last.IsZero() && time.Since(p.last) <= d
}
