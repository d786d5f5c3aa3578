package watch

import (
	"giumat/guard/event"
)

// A Root is a folder or drive that the watcher has in sight.
type Root struct {
	Path    string // absolute, without symbolic links
	Channel event.Channel
	Drive   event.Drive // that it is on, or is; zero at rest
}

// A Gate controls access to what the watcher finds. One goroutine calls it, which waits for it: a call must be short.
// When Run ends the gate hears nothing more, and roots that were entered are not left.
type Gate interface {
	Enter(root Root)         // root has come into sight and is about to be covered and swept
	Folder(root, dir string) // dir, which is root or lies below it, is about to be read; told again whenever it is read again
	Leave(path string)       // the root at path is gone, or is another than it was and will be entered again
}

// openGate lets everything pass.
type openGate struct{}

func (openGate) Enter(Root)            {}
func (openGate) Folder(string, string) {}
func (openGate) Leave(string)          {}
