// Package onaccess stands at the door of guarded folders and removable drives: it takes a program's wish to open a
// file, asks the guard, and lets the program in or not. It gives the guard, too, each file that was just written to a
// drive, before the drive can be taken away. It reads no document itself, moves nothing and decides nothing but what
// needs no reading: that the guard may open everything, that a program that is not listed may open what lies in a
// folder, and that nobody opens a locked file.
//
// On Linux it uses fanotify(7) permission events and needs CAP_SYS_ADMIN; elsewhere New refuses with
// errors.ErrUnsupported. On a drive the whole file system is guarded, so that no other name, link, mount or mount
// namespace leads past it. In a folder the folders are guarded one by one, so that the rest of the PC pays nothing.
//
// What it cannot do:
//
//   - A guard that is stopped or killed guards nothing: the kernel then allows every opening, also those that wait.
//   - It sees openings. A program that has a file open already reads what others write into it later.
//   - What is written through a memory mapping is noticed when the writer closes the file, not earlier.
//   - Moving a file within a disk opens nothing. What leaves a guarded folder that way is asked about only when Follow
//     was called for it; on a drive it makes no difference.
//   - A folder made an instant ago is not guarded until the watcher has named it.
//   - Programs in a folder are known by the names of their files: who renames a program goes by another name, and an
//     interpreter is judged as such, whatever it runs. What a program does with a file after opening it, nobody sees.
//   - On a network file system the changes that other computers make are not seen; there nothing is remembered.
//   - An opening for writing is refused like one for reading: the kernel does not say which it is.
//   - While a file on a drive is judged or was just answered for, the drive cannot be unmounted.
//   - A named pipe gets a second, momentary reader while its opening is allowed, because the kernel opens the file for
//     the guard: its writer then does not wait for the real one.
package onaccess

import (
	"context"
	"log/slog"
	"os"
	"time"

	"giumat/guard/event"
)

// Answerer decides on openings. Its methods are called at the same time from many goroutines.
type Answerer interface {
	// Document tells whether a file that begins with head could be a document that must be judged. It is asked of nearly
	// every opening, so it must be cheap.
	Document(head []byte) bool

	// Clean tells, without reading f, whether it is known that every program may open what f holds now.
	Clean(f *os.File, path string) bool

	// Open judges o: whether this program may open it, and whether every program may until the file is changed. The
	// program waits no longer than the deadline; ctx ends later (see Config.Deadline), so that a slow file's verdict is
	// there at the next try.
	Open(ctx context.Context, o event.Opening) (allow, clean bool)

	// Undecided tells, at the deadline, whether a program may open a file that was not judged in time. It must not block,
	// and must not touch o.File, which may hang.
	Undecided(o event.Opening) (allow bool)
}

// Config is what New needs.
type Config struct {
	Answerer  Answerer
	HeadBytes int // how much of a file Document gets to see

	// Written is called with each file that a program wrote to a drive and closed. The drive stays busy until it returns.
	// ctx ends when the drive goes or the gate closes.
	Written func(ctx context.Context, f event.File)

	Programs Programs // that are kept from marked files in folders, and by which channel they would take them away
	Exempt   []string // programs that are never asked about: paths, or file names

	// Deadline is how long a program waits for leave, at most: 10 s when zero. Judging may go on for six times as long.
	Deadline time.Duration

	Logger *slog.Logger // nowhere when nil; it gets no names of files
}

// Area is a place to be guarded.
type Area struct {
	Path    string // absolute, a folder; where a drive is mounted
	Channel event.Channel
	Drive   event.Drive // zero unless Channel is event.Removable
}

// Status is what the gate did since it was made.
type Status struct {
	Areas   int
	Asked   int64 // openings by other programs that came to the guard's ears
	Denied  int64 // of those
	Late    int64 // of those: answered at the deadline, unjudged
	Written int64 // files on drives that Written was called with
	Passed  int64 // files written to drives that Written was not called with, because it was busy with too many
	Lost    int64 // times that the kernel lost events
}
