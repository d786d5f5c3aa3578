package watch

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// What can be wrong with a folder.
const (
	Missing    = "folder is missing"
	Locked     = "folder or drive cannot be reached"
	Unreadable = "folder cannot be read"
	Unwatched  = "folders inside cannot be watched" // they are looked at from time to time instead
	NoDrives   = "drives cannot be listed"
)

// A Problem is something that keeps the watcher from seeing a change at once, or at all. It goes away by itself when
// its cause does.
type Problem struct {
	Path   string // of the folder; empty for NoDrives
	What   string // one of the constants above
	Reason string // the system's words, without the path
}

// maxProblems bounds the problems kept; a person reads no more, and the rest are still counted.
const maxProblems = 200

type problems struct {
	mu   sync.Mutex
	now  map[problemKey]string
	more int // problems that found no room since the last time there was none
}

type problemKey struct{ path, what string }

func (p *problems) set(path, what, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := problemKey{path, what}
	if p.now == nil {
		p.now = map[problemKey]string{}
	}
	if _, known := p.now[key]; !known && len(p.now) >= maxProblems {
		p.more++
		return
	}
	p.now[key] = reason
}

func (p *problems) clear(path, what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.now, problemKey{path, what})
}

// clearBelow forgets what was wrong with dir and all folders inside it.
func (p *problems) clearBelow(dir string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for key := range p.now {
		if within(key.path, dir) {
			delete(p.now, key)
		}
	}
	if len(p.now) == 0 {
		p.more = 0
	}
}

func (p *problems) list() (list []Problem, more int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for key, reason := range p.now {
		list = append(list, Problem{Path: key.path, What: key.what, Reason: reason})
	}
	slices.SortFunc(list, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.What, b.What))
	})
	return list, p.more
}
