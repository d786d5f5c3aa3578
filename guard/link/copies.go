package link

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// MaxCopied is how many files of one copy a tray tells of: as many as the guard looks at while a user waits.
const MaxCopied = 5_000

// Sight is how much a tray sees of what is copied in its user's session; empty where there is no tray that looks.
type Sight string

// The sights, from the best.
const (
	SightAll      Sight = "on"
	SightWayland  Sight = "wayland" // some programs' copies, or none
	SightFails    Sight = "fails"
	SightNoScreen Sight = "no_screen"
	SightNotHere  Sight = "not_here" // this system does not show it
)

var sights = []Sight{SightAll, SightWayland, SightFails, SightNoScreen, SightNotHere}

// Sees tells whether copies come into sight at all.
func (s Sight) Sees() bool { return s == SightAll || s == SightWayland }

// ErrNotEmptied means that a list of files which was refused is still on the clipboard.
var ErrNotEmptied = errors.New("the list is still on the clipboard")

// Copies is what a guard does about the files that users copy, of which their trays tell it.
type Copies interface {
	// Watches takes how well the trays of a user see the clipboard from now on; it is empty when the last of them has
	// gone. The tray begins to look when Watches has returned.
	Watches(user User, s Sight)
	// Copied judges files, which the user may read. They may stay on the clipboard when refused is nil. Otherwise the
	// tray takes them off, and refused is called at most once with how that went: nil, ErrNotEmptied, or ErrGone where
	// it could not tell. It is not called where the user copied something else before.
	Copied(ctx context.Context, user User, files []string) (refused func(error))
}

// copiedRequest is a part of a copy. Names need not be UTF-8, which texts in JSON are; so they are sent as bytes.
type copiedRequest struct {
	Files [][]byte `json:"files"`
}

// watching keeps how well each tray sees, and tells the guard. Its zero value is usable.
type watching struct {
	turn sync.Mutex // held while the guard is told, so that no older state overtakes a newer one

	mu     sync.Mutex
	sights map[*session]Sight
}

// set takes the sight of one tray, and tells the guard what that makes of its user's.
func (w *watching) set(c Copies, n *session, s Sight) {
	w.turn.Lock()
	defer w.turn.Unlock()
	c.Watches(n.user, w.after(n, s))
}

func (w *watching) after(n *session, s Sight) Sight {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.sights == nil {
		w.sights = map[*session]Sight{}
	}
	w.sights[n] = s
	if s == "" {
		delete(w.sights, n)
	}
	var best Sight
	for other, s := range w.sights {
		if other.user.ID == n.user.ID && (best == "" || slices.Index(sights, s) < slices.Index(sights, best)) {
			best = s
		}
	}
	return best
}

func (w *watching) has(n *session) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sights[n] != ""
}

// refusal is the last list of a tray that was refused, and is being taken off.
type refusal struct {
	mu   sync.Mutex
	told func(error)
}

// put takes the place of the one before, which is no longer on the clipboard.
func (r *refusal) put(told func(error)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told = told
}

// tell tells how it went, if anybody waits for that.
func (r *refusal) tell(err error) {
	r.mu.Lock()
	told := r.told
	r.told = nil
	r.mu.Unlock()
	if told != nil {
		told(err)
	}
}
