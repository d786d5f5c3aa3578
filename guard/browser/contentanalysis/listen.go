package contentanalysis

import "errors"

// Users are those whose browsers may ask.
type Users int

// The two kinds of agent that browsers know (Firefox: policy ContentAnalysis, IsPerUser).
const (
	// OwnUser is the user who runs the agent.
	OwnUser Users = iota
	// AllUsers of this PC: only an administrator or the system may run such an agent. It sees the paths of other users:
	// a drive that a user has mapped to a letter is not there for it, and what it can open he perhaps cannot.
	AllUsers
)

// PipeName is what the policy's PipePathName must say.
const PipeName = "vn.giumat.guard"

// ErrInUse means that another program has the pipe that browsers would ask at.
var ErrInUse = errors.New("another program answers browsers")
