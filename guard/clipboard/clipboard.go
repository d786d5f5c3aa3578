// Package clipboard watches the user's clipboard for lists of files. It takes nothing but the session it runs in, gives
// each list that a program copies to whoever asked for them, and takes the list off the clipboard again when told to,
// so that it cannot be pasted. It never opens a file of the list, never looks at copied text or pictures, and never
// takes anything off the clipboard but the list that was refused.
//
// It comes after the fact: a paste within the time that the answer takes succeeds. It does not see what is dragged and
// dropped, what a program copies by itself, what was pasted already, and these:
//
//   - on Windows, files that are not on a disk (CFSTR_FILEDESCRIPTOR): attachments copied in Outlook, files copied
//     inside a zip folder or a phone;
//   - on X11, files that have no path of their own (smb:, mtp: and other addresses than file:), and a copy whose program
//     does not answer within two seconds;
//   - on Wayland, copies made by programs that are not X programs: Wayland shows the clipboard only to the window that
//     has the keyboard.
package clipboard

import (
	"context"
	"errors"
	"log/slog"
	"slices"
)

// What the guard reads of one copy: more than people copy, and little enough to hold in memory.
const (
	maxPaths = 10_000
	maxBytes = 8 << 20
)

// Why copies are not seen, or not all of them. On systems other than Windows and Linux it is errors.ErrUnsupported.
var (
	// ErrNoScreen: nobody can copy here, as this process has no X display, or on Windows no desktop that a user sees.
	ErrNoScreen = errors.New("this session has no screen")
	// ErrWayland: the programs of a Wayland session copy without anyone else seeing it.
	ErrWayland = errors.New("a Wayland session does not show what its programs copy")
)

// Copied is a list of files that a program put on the clipboard.
type Copied struct {
	Paths []string // absolute, each once; folders may be among them, and names that are gone
	Cut   bool     // pasting moves the files
	More  bool     // the list goes on: it has more than 10,000 files, or 8 MiB, or broke off
}

func (c Copied) same(other Copied) bool {
	return c.Cut == other.Cut && c.More == other.More && slices.Equal(c.Paths, other.Paths)
}

// add takes more paths in, each once.
func (c *Copied) add(paths []string) {
	known := make(map[string]bool, len(c.Paths)+len(paths))
	for _, p := range c.Paths {
		known[p] = true
	}
	for _, p := range paths {
		switch {
		case known[p]:
		case len(c.Paths) == maxPaths:
			c.More = true
			return
		default:
			known[p] = true
			c.Paths = append(c.Paths, p)
		}
	}
}

// Ask says whether a list may stay on the clipboard. Its context ends when the list is no longer there; then the answer
// matters to nobody and it should return.
type Ask func(ctx context.Context, c Copied) (leave bool)

// Options are the rest of what Watch needs. The zero value is usable.
type Options struct {
	// Emptied is nil, or called after each refusal, before the next list is asked about: with nil when the list is no
	// longer on the clipboard, and otherwise with the reason why it can still be pasted.
	Emptied func(c Copied, err error)
	Logger  *slog.Logger // no path is ever logged
}

// Check says what a Watch of this process would see: everything for nil, only the copies of X programs, or nothing, for
// ErrWayland, and nothing for ErrNoScreen and errors.ErrUnsupported.
func Check() error { return checkSession() }

// Watch calls ask for the list of files on the clipboard and for each that is copied later, until ctx is done; then it
// returns nil. Where ask answers false, the list is taken off the clipboard. Ask is called once at a time. A list that
// is copied while ask thinks takes the older one's place: it is asked about next, and stays when the older one is
// refused. At times ask is called again for one copy, as systems may tell of it again when somebody pastes it.
//
// Watch returns what Check does where there is nothing to see, and another error where the display or the clipboard
// went away or cannot be reached: the caller may try again. A process can have one Watch at a time.
func Watch(ctx context.Context, ask Ask, o Options) error {
	o = withDefaults(o)
	b, err := openBoard(o.Logger)
	if err != nil {
		return err
	}
	return follow(ctx, b, ask, o)
}

func withDefaults(o Options) Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Emptied == nil {
		o.Emptied = func(Copied, error) {}
	}
	return o
}
