// Package hold keeps marked files closed to other programs where they lie, until a user releases them with a reason. It
// takes the path of a judged file, and closes it or says that some program has it open. It never moves, changes or
// deletes a file, refuses links and folders, and writes nothing down: when the guard stops, or is ended, every file is
// open again, and the guard holds it anew when it next looks at it.
//
// What it cannot do. Windows: a file held shuts out its rightful reader, the backup and the virus scanner as well, and
// neither it nor the folders it lies in can be renamed; a program that has the file open already keeps it. Linux: the
// file may still be renamed and deleted, and is then held under its new name while Path says the old one.
package hold

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"giumat/guard/event"
)

// MaxHeld is how many files are held at once, each of them an open file.
const MaxHeld = 4096

// The errors that a caller decides on.
var (
	ErrBusy    = errors.New("another program has the file open")
	ErrChanged = errors.New("the file is no longer what was judged")
	ErrNotFile = errors.New("not a regular file")
	ErrTooMany = errors.New("too many files are held")
	ErrNone    = errors.New("no such file is held")
	ErrClosed  = errors.New("no more files are held")
)

// Locker closes one file to other programs until the Closer is closed. Where the Closer is an io.ReaderAt as well, the
// file is read through it: elsewhere the guard's own opening of the file must pass.
type Locker interface {
	// Lock fails with ErrBusy while another program has the file open, with ErrNotFile for what is no regular file, and
	// with errors.ErrUnsupported where the system has no such lock.
	Lock(path string) (io.Closer, error)
}

// Held is one file kept closed.
type Held struct {
	ID      string // by which it is released
	Path    string // absolute
	Level   string
	Channel event.Channel
	SHA256  string // what was judged, in hexadecimal; empty for whatever the file holds now
	Since   time.Time
	Account json.RawMessage // the incident, kept for the caller
}

// Holds is the files that are kept closed. Its methods may be called at any time from anywhere.
type Holds struct {
	locker Locker

	turn sync.Mutex // of whoever closes or opens a file

	mu     sync.Mutex
	files  map[string]file // by key(Path)
	closed bool
	hurry  context.CancelFunc // ends the reading of the file whose turn it is
}

type file struct {
	Held
	lock io.Closer
}

// New holds nothing yet.
func New(l Locker) *Holds {
	return &Holds{locker: l, files: map[string]file{}, hurry: func() {}}
}

// Hold closes the file to other programs. A file that is held already stays held as it is. ErrBusy: it is in use, so try
// again later. ErrChanged: it is not what was judged. ErrTooMany, ErrClosed, ErrNotFile, the error of ctx, of which LetGo
// makes use too, and errors of the system, fs.ErrNotExist among them, leave it open as well; none names the path.
func (h *Holds) Hold(ctx context.Context, held Held) error {
	h.turn.Lock()
	defer h.turn.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if known, err := h.enter(held.Path, cancel); known || err != nil {
		return err
	}
	if inOffice(held.Path) {
		return ErrBusy
	}
	lock, err := h.locker.Lock(held.Path)
	if err != nil {
		return err
	}
	if err := verify(ctx, lock, held); err != nil {
		return errors.Join(err, lock.Close())
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.files[key(held.Path)] = file{held, lock}
	return nil
}

// enter tells whether the file is held already or cannot be, and begins its turn.
func (h *Holds) enter(path string, hurry context.CancelFunc) (known bool, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, known = h.files[key(path)]
	switch {
	case h.closed:
		return false, ErrClosed
	case !known && len(h.files) >= MaxHeld:
		return false, ErrTooMany
	}
	h.hurry = hurry
	return known, nil
}

// Holding tells whether the file at path is closed now: whoever reads it meets a sharing violation on Windows, the guard
// itself too, and need not judge it again. It knows a path by its name alone.
func (h *Holds) Holding(path string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, ok := h.files[key(path)]
	return ok
}

// List gives the files that are closed now, newest first.
func (h *Holds) List() []Held {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []Held
	for _, f := range h.files {
		list = append(list, f.Held)
	}
	slices.SortFunc(list, func(a, b Held) int {
		return cmp.Or(b.Since.Compare(a.Since), strings.Compare(a.Path, b.Path))
	})
	return list
}

// Release opens the file of that ID again and gives what was held, or ErrNone. Whether the user may is the caller's to
// know.
func (h *Holds) Release(id string) (Held, error) {
	var released []Held
	h.drop(func(f file) bool {
		if f.ID == id {
			released = append(released, f.Held)
		}
		return f.ID == id
	})
	if len(released) == 0 {
		return Held{}, ErrNone
	}
	return released[0], nil
}

// LetGo opens and forgets all files in dir and below: a drive asks to be taken out. When it returns, none is open here
// any more.
func (h *Holds) LetGo(dir string) {
	top := key(dir)
	h.drop(func(f file) bool { return below(key(f.Path), top) })
}

// Close lets go of everything, for good.
func (h *Holds) Close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.drop(func(file) bool { return true })
}

// drop lets go of the files that which picks. It waits for the one that is just being closed, and has it given up.
func (h *Holds) drop(which func(file) bool) {
	h.mu.Lock()
	h.hurry()
	h.mu.Unlock()
	h.turn.Lock()
	defer h.turn.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	for k, f := range h.files {
		if which(f) {
			_ = f.lock.Close() // fails only where the file is gone with its drive, and then it is open
			delete(h.files, k)
		}
	}
}
