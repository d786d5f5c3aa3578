package main

import (
	"sync"
	"time"
)

// noTray says once that the desktop has no tray. A tray that is only late is given some time, for at the start of a
// session the programs come up in any order.
type noTray struct {
	say      func()
	patience time.Duration

	mu    sync.Mutex
	timer *time.Timer // runs while the tray is missing
	said  bool
}

// set learns whether there is a tray.
func (n *noTray) set(there bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.timer != nil {
		n.timer.Stop()
	}
	if !there && !n.said {
		n.timer = time.AfterFunc(n.patience, n.tell)
	}
}

func (n *noTray) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.said {
		n.said = true
		n.say()
	}
}
