package installer

// Access says what ordinary users may do in a folder of ours.
type Access int

// The ways.
const (
	Readable Access = iota // read what is in it
	Private                // on Windows nothing; on Linux go through it to the guard's socket
)

// Standing is how a folder stands.
type Standing int

// The ways to stand.
const (
	Absent  Standing = iota
	Foreign          // something is there that an ordinary user made, or that is no folder
	Loose            // it is an administrator's, and its rights are not those it should have
	Right
)

// Folders makes folders with the rights of the system. No call follows a link.
type Folders interface {
	Look(path string, a Access) (Standing, error)
	// Make makes a folder that is not there, with its rights from the first moment.
	Make(path string, a Access) error
	// Set gives a folder its rights.
	Set(path string, a Access) error
}
