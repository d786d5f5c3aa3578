// Package act carries out a decision on a file. It takes the path of a judged file and what policy decided, and gives
// an outcome; what is blocked, it moves into a quarantine that keeps the exact bytes, name, times and access rights
// and gives them back. It never alters a document, never deletes one unless a complete, verified copy is held, never
// overwrites a file, and never leaves half a file under a document's name, whether the disk is full or the power fails.
package act

import (
	"context"
	"errors"
	"io/fs"

	"giumat/guard/policy"
)

// Result is how it ended.
type Result string

// The results, as they stand in an incident.
const (
	Allowed     Result = "allowed"
	Recorded    Result = "recorded"
	Warned      Result = "warned"
	Blocked     Result = "blocked" // kept from being opened or pasted; it lies where it lay
	Quarantined Result = "quarantined"
	Failed      Result = "failed"   // the file lies where it lay
	Released    Result = "released" // given back from quarantine
)

// Outcome is what became of one file.
type Outcome struct {
	Result       Result
	QuarantineID string // of the entry, when quarantined
	Reason       Reason // why it failed, in a word that a catalogue can turn into a sentence
	Err          error  // the same for the log; it names no path
}

// Carry does with the file at path what d says. Allow, Record and Warn leave the file alone: recording and warning are
// the caller's next steps. Block and Quarantine take the file into q. When the outcome's error is ErrChanged the file
// is no longer what was judged: judge it again.
func Carry(ctx context.Context, q *Quarantine, d policy.Decision, path string, want Want) Outcome {
	switch d.Action {
	case policy.Allow:
		return Outcome{Result: Allowed}
	case policy.Record:
		return Outcome{Result: Recorded}
	case policy.Warn:
		return Outcome{Result: Warned}
	}
	e, err := q.Take(ctx, path, want)
	if err != nil {
		return Failure(err)
	}
	return Outcome{Result: Quarantined, QuarantineID: e.ID}
}

// Failure is the outcome of what could not be done for err.
func Failure(err error) Outcome { return Outcome{Result: Failed, Reason: reasonOf(err), Err: err} }

// The errors that a caller decides on.
var (
	ErrChanged  = errors.New("the file is no longer what was judged")
	ErrBusy     = errors.New("another program is writing the file")
	ErrNotFile  = errors.New("not a regular file")
	ErrInside   = errors.New("the file is in the quarantine")
	ErrExists   = errors.New("a file of that name exists")
	ErrNoFolder = errors.New("the folder does not exist")
	ErrNoEntry  = errors.New("no such quarantine entry")
)

// Reason says in a word why a file could not be quarantined.
type Reason string

// The reasons.
const (
	Changed      Reason = "changed"
	Busy         Reason = "busy"
	NotFile      Reason = "not_a_file"
	Gone         Reason = "gone"
	NoPermission Reason = "no_permission"
	ReadOnly     Reason = "read_only"
	DiskFull     Reason = "disk_full"
	Stopped      Reason = "stopped"
	OtherReason  Reason = "other"
)

func reasonOf(err error) Reason {
	for _, c := range []struct {
		is     error
		reason Reason
	}{
		{ErrChanged, Changed},
		{ErrBusy, Busy},
		{ErrNotFile, NotFile},
		{fs.ErrNotExist, Gone},
		{fs.ErrPermission, NoPermission},
		{errReadOnly, ReadOnly},
		{errDiskFull, DiskFull},
		{context.Canceled, Stopped},
		{context.DeadlineExceeded, Stopped},
	} {
		if errors.Is(err, c.is) {
			return c.reason
		}
	}
	return OtherReason
}
