package watch

import "github.com/fsnotify/fsnotify"

// A systemNotifier watches whole trees with ReadDirectoryChangesW, with one open folder a tree: fsnotify would open
// every folder, and each could keep the folders around it from being renamed. A drive that is pulled out ends its watch;
// before one is taken out by the rules, Windows asks, and the keeper removes its root (see depart). A program that names a file by its short name (8.3) may have it told by that name. One goroutine
// calls all methods.
type systemNotifier struct {
	trees   map[string]*treeWatch // by the path that was added
	changes chan fsnotify.Event
	errs    chan error
}

func connectSystem() (notifier, error) {
	return &systemNotifier{trees: map[string]*treeWatch{}, changes: make(chan fsnotify.Event), errs: make(chan error)}, nil
}

func (n *systemNotifier) Recursive() bool                { return true }
func (n *systemNotifier) Changes() <-chan fsnotify.Event { return n.changes }
func (n *systemNotifier) Errors() <-chan error           { return n.errs }

// Add watches folder and all below it, but not below a junction or another drive that is mounted inside.
func (n *systemNotifier) Add(folder string) error {
	if err := n.Remove(folder); err != nil {
		return err
	}
	t, err := watchTree(folder)
	if err != nil {
		return err
	}
	n.trees[folder] = t
	go t.follow(n.changes, n.errs) // ends with Remove
	return nil
}

// Remove lets go of folder: when it returns, nothing here is open in it any more.
func (n *systemNotifier) Remove(folder string) error {
	t, ok := n.trees[folder]
	if !ok {
		return nil
	}
	delete(n.trees, folder)
	return t.end()
}

func (n *systemNotifier) Close() error {
	var first error
	for folder := range n.trees {
		if err := n.Remove(folder); err != nil && first == nil {
			first = err
		}
	}
	close(n.changes)
	close(n.errs)
	return first
}
