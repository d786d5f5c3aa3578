package watch

import (
	"sync"

	"github.com/fsnotify/fsnotify"
)

// An inbox gathers what happened until the keeper has time for it. Putting something in never blocks: the system's
// own queue of changes is short.
type inbox struct {
	wake  chan struct{} // holds something when there is mail
	limit int           // of changes

	mu        sync.Mutex
	mail      mail
	overflows int
}

// mail is what came since the keeper last looked.
type mail struct {
	changes []fsnotify.Event // in their order: folders that came or went
	drives  []driveChange    // in their order
	listed  bool             // the drives were listed once, or cannot be
	departs []departing      // in their order
	folders Found            // that were found last
	found   bool             // they were looked for
	lost    bool             // some change was lost, and not all was looked at anew since
}

func (b *inbox) change(e fsnotify.Event) {
	b.mu.Lock()
	room := len(b.mail.changes) < b.limit
	if room {
		b.mail.changes = append(b.mail.changes, e)
	}
	b.mu.Unlock()
	if !room {
		b.lose()
		return
	}
	b.ring()
}

func (b *inbox) drives(changes []driveChange) {
	b.mu.Lock()
	b.mail.listed = true
	b.mail.drives = append(b.mail.drives, changes...)
	b.mu.Unlock()
	b.ring()
}

func (b *inbox) departs(d departing) {
	b.mu.Lock()
	b.mail.departs = append(b.mail.departs, d)
	b.mu.Unlock()
	b.ring()
}

func (b *inbox) told(found Found) {
	b.mu.Lock()
	b.mail.folders, b.mail.found = found, true
	b.mu.Unlock()
	b.ring()
}

// lose notes that a change was lost. What is lost until all is looked at anew counts once.
func (b *inbox) lose() {
	b.mu.Lock()
	if !b.mail.lost {
		b.overflows++
	}
	b.mail.lost = true
	b.mu.Unlock()
	b.ring()
}

func (b *inbox) take() mail {
	b.mu.Lock()
	defer b.mu.Unlock()
	m := b.mail
	b.mail = mail{lost: m.lost}
	return m
}

// forgetChanges throws away what the old notifier told and failed to tell: all is about to be looked at anew.
func (b *inbox) forgetChanges() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mail.changes, b.mail.lost = nil, false
}

func (b *inbox) overflowCount() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.overflows
}

func (b *inbox) ring() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}
