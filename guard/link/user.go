package link

import (
	"net"
	"os/user"
)

// User is a user of this PC.
type User struct {
	ID   string // the system's: a number in decimal, or a SID on Windows; users are told apart by it alone
	Name string // for people; empty where the system does not tell
	// Admin tells that he has the rights of root, or of an administrator whom Windows gave them (UAC).
	Admin bool
}

// OwnUser is the user who runs this program.
func OwnUser() (User, error) {
	id, err := ownID()
	return named(id), err
}

// named looks up the name of a user.
func named(id string) User {
	if u, err := user.LookupId(id); err == nil {
		return User{ID: id, Name: u.Username}
	}
	return User{ID: id}
}

// Conn is a connection whose other end is a user of this PC.
type Conn interface {
	net.Conn
	// User is the user at the other end, as the system says. On Windows it is known once something has been read.
	User() (User, error)
	// Readable gives those of files, which are whole paths, that are files and that the user may read.
	Readable(files []string) []string
}

// Listener gives connections to a Server. Accept returns net.ErrClosed after Close.
type Listener interface {
	Accept() (Conn, error)
	Close() error
}

// Audience says who may open a socket or pipe. Who is let in is the Server's matter.
type Audience int

// The audiences.
const (
	OwnerOnly Audience = iota // the user who listens, and the system
	Everyone                  // every user of this PC, for a guard that serves them all
)
