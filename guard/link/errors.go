package link

import (
	"context"
	"errors"
	"fmt"
)

var (
	// ErrNobody means that no tray of the user is connected.
	ErrNobody = errors.New("no tray of this user is connected")
	// ErrTimeout means that a question was not answered in time.
	ErrTimeout = errors.New("no answer in time")
	// ErrGone means that the other end has gone, or that this one has ended the connection.
	ErrGone = errors.New("the other end of the link has gone")
	// ErrSilent means that the guard has not said for a minute that it is there: it may be frozen.
	ErrSilent = errors.New("the guard says nothing")
	// ErrRefused means that the guard does not serve this user.
	ErrRefused = errors.New("the guard does not serve this user")
	// ErrBusy means that this user has too many connections or requests.
	ErrBusy = errors.New("the guard has too much to do for this user")
	// ErrFailed means that a request failed for a reason that is told to nobody but the guard's own log.
	ErrFailed = errors.New("the guard could not do it")
	// ErrUnknown means that the guard is older than this program and does not know the request.
	ErrUnknown = errors.New("the guard does not know this request")
	// ErrInUse means that a guard listens at the address already.
	ErrInUse = errors.New("another guard listens there")
	// ErrStranger means that neither this user nor the system listens at the address.
	ErrStranger = errors.New("what listens there is not the guard of this user or this PC")
)

// Sentence is an error that is told to the user as it is, in his language.
type Sentence string

// Error is the sentence.
func (s Sentence) Error() string { return string(s) }

// CodeWanted means that a file comes back with the officer's code only. It is the sentence that the user reads while he
// types it.
type CodeWanted string

// Error is the sentence.
func (c CodeWanted) Error() string { return string(c) }

// VersionError means that the two ends do not speak the same messages.
type VersionError struct {
	Role         Role // of the other end
	Ours, Theirs int
}

// Error says which end is the older.
func (e *VersionError) Error() string {
	older := "this program"
	if e.Theirs < e.Ours {
		older = "the " + string(e.Role)
	}
	return fmt.Sprintf("the %s speaks version %d of the link, this program %d: %s is too old", e.Role, e.Theirs, e.Ours, older)
}

// code is an error that programs understand.
type code string

const (
	codeRefused code = "refused"
	codeBusy    code = "busy"
	codeFailed  code = "failed"
	codeUnknown code = "unknown"
	codeWanted  code = "code_wanted"
	codeStopped code = "stopped" // the request was cancelled, or the guard ends
)

// withError puts an error into an envelope. Of one that is no Sentence only its kind crosses.
func (e envelope) withError(err error) envelope {
	if s, ok := errors.AsType[Sentence](err); ok {
		e.Code, e.Error = codeFailed, string(s)
		return e
	}
	if c, ok := errors.AsType[CodeWanted](err); ok {
		e.Code, e.Error = codeWanted, string(c)
		return e
	}
	switch {
	case err == nil:
	case errors.Is(err, ErrBusy):
		e.Code = codeBusy
	case errors.Is(err, ErrUnknown):
		e.Code = codeUnknown
	case errors.Is(err, ErrRefused):
		e.Code = codeRefused
	case errors.Is(err, context.Canceled):
		e.Code = codeStopped
	default:
		e.Code = codeFailed
	}
	return e
}

// err is the error in an envelope.
func (e envelope) err() error {
	switch {
	case e.Code == codeWanted:
		return CodeWanted(e.Error)
	case e.Error != "":
		return Sentence(e.Error)
	}
	switch e.Code {
	case "":
		return nil
	case codeRefused:
		return ErrRefused
	case codeBusy:
		return ErrBusy
	case codeUnknown:
		return ErrUnknown
	case codeStopped:
		return context.Canceled
	}
	return ErrFailed
}
