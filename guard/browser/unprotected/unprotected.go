// Package unprotected tells which running browsers do not carry the guard's extension. It takes the processes of this
// PC and the signs of life that the extension gives (beats), and gives the browsers that gave none. It stops no
// process, and of a command line it tells nothing but what of it switches extensions off.
package unprotected

import (
	"sync"
	"time"
)

// Process is one running program.
type Process struct {
	PID, Parent int
	Program     string    // the whole path of what runs; its name where the path cannot be had
	Args        []string  // the program's name first; empty where they cannot be had
	Started     time.Time // zero where it cannot be had
}

// Browser is a running browser that is not guarded.
type Browser struct {
	PID    int
	Name   string
	Reason Reason
}

// Reason tells why a browser is taken to be without the extension, as a word for a catalogue.
type Reason string

// The reasons.
const (
	Silent        Reason = "silent"         // the extension gave no sign of life
	ExtensionsOff Reason = "extensions_off" // and it was started with extensions switched off
	Guest         Reason = "guest"          // and as guest
	Incognito     Reason = "incognito"      // and in private mode
	SafeMode      Reason = "safe_mode"      // and in Firefox's safe mode
	// OwnExtension: it was started with an extension of the user's own, which might pass itself off as the guard's.
	// Signs of life are no proof then.
	OwnExtension Reason = "own_extension"
	Unsupported  Reason = "unsupported" // there is no extension for it
)

// The defaults of Watch: a new profile has the extension about two seconds after its first start, and the extension
// gives a sign of life every 20 seconds.
const (
	DefaultGrace   = 15 * time.Second
	DefaultSilence = 60 * time.Second
)

// Watch compares processes with signs of life. The zero value looks at this PC.
type Watch struct {
	Processes func() ([]Process, error) // nil: those of this PC
	Grace     time.Duration             // from a browser's start on; 0: DefaultGrace
	Silence   time.Duration             // from its last sign of life on; 0: DefaultSilence

	mu    sync.Mutex
	beats map[int]time.Time // by process
	seen  map[int]time.Time // when a process started, or was first seen where its start is unknown
	last  time.Time         // the last look
	awake time.Time         // since when there was never more than Silence between two looks
}

// Beat takes a sign of life of the extension in the browser whose process is pid (BrowserOf). 0 is no process.
func (w *Watch) Beat(pid int, at time.Time) {
	if pid == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.beats == nil {
		w.beats = map[int]time.Time{}
	}
	w.beats[pid] = at
}

// Unprotected gives the browsers that run without the extension, in the order of the list of processes. It is to be
// called every few seconds. A browser that started less than Grace ago is given time, unless it was started with its
// extensions switched off; so is every browser for Silence after the first call, and after the PC slept, when the
// extension could not have given a sign. The error is that of Processes.
func (w *Watch) Unprotected(now time.Time) ([]Browser, error) {
	processes := w.Processes
	if processes == nil {
		processes = Processes
	}
	list, err := processes()
	if err != nil {
		return nil, err
	}
	table, err := loadTable()
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.look(list, now)
	var found []Browser
	for _, p := range table.browsers(list) {
		if reason := w.reason(p, now); reason != "" {
			found = append(found, Browser{p.PID, p.name, reason})
		}
	}
	return found, nil
}

// reason is empty for a browser that is guarded, or has its grace yet.
func (w *Watch) reason(p running, now time.Time) Reason {
	silence := orDefault(w.Silence, DefaultSilence)
	switch flag := p.flag(); {
	case p.kind == other:
		return Unsupported
	case flag == OwnExtension:
		return flag
	case now.Sub(w.beats[p.PID]) <= silence:
		return ""
	case flag == ExtensionsOff, flag == SafeMode:
		return flag
	case p.windowless(), now.Sub(w.awake) < silence, now.Sub(w.seen[p.PID]) < orDefault(w.Grace, DefaultGrace):
		return ""
	case flag != "": // a policy may have turned the window into an ordinary one, which gives signs
		return flag
	}
	return Silent
}

// look notes the time and drops what is known of processes that are gone, and of earlier ones of the same number.
func (w *Watch) look(list []Process, now time.Time) {
	if now.Sub(w.last) > orDefault(w.Silence, DefaultSilence) {
		w.awake = now
	}
	w.last = now
	beats, seen := map[int]time.Time{}, map[int]time.Time{}
	for _, p := range list {
		seen[p.PID] = p.Started
		if p.Started.IsZero() {
			seen[p.PID] = now
			if first, known := w.seen[p.PID]; known {
				seen[p.PID] = first
			}
		}
		if beat, ok := w.beats[p.PID]; ok && !beat.Before(p.Started) {
			beats[p.PID] = beat
		}
	}
	w.beats, w.seen = beats, seen
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}
