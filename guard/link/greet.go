package link

import (
	"context"
	"errors"
	"time"
)

// Role is what a program at one end of the link is.
type Role string

// The roles. Status and pop-ups go to trays only.
const (
	RoleGuard   Role = "guard"
	RoleTray    Role = "tray"
	RoleCommand Role = "command" // a user's command line: asks, and is shown nothing
)

// greetFirst is the client's part of the greeting.
func (w *wire) greetFirst(ctx context.Context, role Role) error {
	return w.greeting(ctx, func() error {
		if err := w.sayHello(role, nil); err != nil {
			return err
		}
		theirs, err := w.hearHello()
		if err != nil {
			return err
		}
		return checkVersion(theirs)
	})
}

// greetSecond is the guard's part of the greeting. Once the other end has spoken, admit says whether it is let in;
// Windows names the user of a pipe only then.
func (w *wire) greetSecond(ctx context.Context, admit func(hello) error) error {
	return w.greeting(ctx, func() error {
		theirs, err := w.hearHello()
		if err != nil {
			return err
		}
		wrong, refused := checkVersion(theirs), error(nil)
		if wrong == nil {
			refused = admit(theirs)
		}
		// The other end reads our version and finds out for itself.
		return errors.Join(wrong, refused, w.sayHello(RoleGuard, refused))
	})
}

// greeting does a part of the greeting within greetTimeout.
func (w *wire) greeting(ctx context.Context, part func() error) error {
	stop := context.AfterFunc(ctx, func() { w.close(ctx.Err()) })
	defer stop()
	if err := w.conn.SetDeadline(time.Now().Add(greetTimeout)); err != nil {
		return err
	}
	if err := part(); err != nil {
		w.close(err)
		return w.cause // that ctx is done, if that came first
	}
	return w.conn.SetReadDeadline(time.Time{})
}

func (w *wire) sayHello(role Role, refused error) error {
	line, err := encode(envelope{Type: typeHello}.withError(refused), hello{Version: Version, Role: role})
	if err != nil {
		return err
	}
	return w.writeNow(line)
}

func (w *wire) hearHello() (hello, error) {
	e, err := w.in.next()
	if err != nil {
		return hello{}, err
	}
	if e.Type != typeHello {
		return hello{}, errGarbage
	}
	if err := e.err(); err != nil {
		return hello{}, err
	}
	return body[hello](e)
}

func checkVersion(theirs hello) error {
	if theirs.Version == Version {
		return nil
	}
	role := theirs.Role
	if role != RoleGuard && role != RoleTray && role != RoleCommand {
		role = "other end" // its own words are not repeated
	}
	return &VersionError{Role: role, Ours: Version, Theirs: theirs.Version}
}
