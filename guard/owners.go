package main

import (
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"giumat/guard/event"
	"giumat/guard/link"
	"giumat/guard/people"
	"giumat/guard/syncfolder"
	"giumat/guard/watch"
)

// owners tells the users of this PC apart.
type owners interface {
	// Whose tells whose file it is, as it stands in the record.
	Whose(f event.File) (name string)
	// User is the user of that name, for his trays.
	User(name string) link.User
	// May tells whether a user sees and asks for what is that name's.
	May(u link.User, name string) bool
	// MayLook tells whether a user may be told of what lies at a path and below.
	MayLook(u link.User, path string) bool
	Home(u link.User) string // empty where it is not known
	// Find gives the folders of users, besides those of the settings; those where documents lie only if they are asked for.
	Find(documents bool) (watch.Found, error)
}

// alone are the owners where a user guards himself: everything is his.
type alone struct{ user link.User }

func (a alone) Whose(event.File) string      { return a.user.Name }
func (a alone) User(string) link.User        { return a.user }
func (alone) MayLook(link.User, string) bool { return true }

func (alone) Home(link.User) string {
	home, _ := os.UserHomeDir()
	return home
}

func (alone) May(link.User, string) bool { return true }
func (alone) Find(bool) (watch.Found, error) {
	folders, err := syncfolder.Find(syncfolder.System())
	return watch.Found{Sync: pathsOf(folders)}, err
}

// everyone are the owners where the system guards all users of the PC.
type everyone struct {
	people func() ([]people.Person, error)
	owner  func(path string) (people.Person, bool)
	doer   func(pid int) (people.Person, bool)
	screen func() (people.Person, bool)

	mu    sync.Mutex
	known []people.Person // as found last
	asked time.Time
}

func newEveryone() *everyone {
	return &everyone{people: people.All, owner: people.OwnerOf, doer: people.OwnerOfProcess, screen: people.AtScreen}
}

// Whose asks first who opens the file, then in whose home it lies, then who owns it; what is nobody's, as on a stick, is
// in the hands of who sits at the screen.
func (e *everyone) Whose(f event.File) string {
	if f.PID != 0 {
		if p, ok := e.doer(f.PID); ok {
			return p.Name
		}
	}
	if p, ok := e.atHome(f.Path); ok {
		return p.Name
	}
	if p, ok := e.owner(f.Path); ok {
		return p.Name
	}
	p, _ := e.screen()
	return p.Name
}

// peopleFor is how long the list of users is believed.
const peopleFor = time.Minute

func (e *everyone) all() []people.Person {
	e.mu.Lock()
	defer e.mu.Unlock()
	if now := time.Now(); now.Sub(e.asked) >= peopleFor {
		// Whoever could be read counts; Find tells the error.
		e.known, _ = e.people()
		e.asked = now
	}
	return e.known
}

// atHome gives the person in whose home a path lies.
func (e *everyone) atHome(path string) (people.Person, bool) {
	for _, p := range e.all() {
		if p.Home != "" && within(path, p.Home) {
			return p, true
		}
	}
	return people.Person{}, false
}

func (e *everyone) User(name string) link.User {
	for _, p := range e.all() {
		if p.Name == name {
			return link.User{ID: p.ID, Name: name}
		}
	}
	if u, err := user.Lookup(name); err == nil {
		return link.User{ID: u.Uid, Name: name}
	}
	return link.User{Name: name}
}

// May: a user sees his own, and an administrator what is anybody's.
func (e *everyone) May(u link.User, name string) bool {
	return u.Admin || u.Name != "" && u.Name == name
}

// MayLook: the guard reads what a user may not, so it looks for him only at what is his or nobody's.
func (e *everyone) MayLook(u link.User, path string) bool {
	if u.Admin {
		return true
	}
	him := people.Person{ID: u.ID}
	owner, owned := e.owner(path)
	return !touchesOther(path, him, e.all()) && (!owned || owner.ID == u.ID || within(path, e.Home(u)))
}

// Home is a user's home folder.
func (e *everyone) Home(u link.User) string {
	for _, p := range e.all() {
		if p.ID == u.ID {
			return p.Home
		}
	}
	return ""
}

// Find gives the folders where users keep documents, and those that their cloud services copy.
func (e *everyone) Find(documents bool) (watch.Found, error) {
	list, err := e.people()
	var found watch.Found
	for _, p := range list {
		if documents {
			found.Folders = append(found.Folders, people.Folders(p)...)
		}
		theirs, syncErr := syncfolder.Find(syncfolder.OfUser(p.Home, p.ID))
		if err == nil {
			err = syncErr
		}
		for _, path := range pathsOf(theirs) {
			if !touchesOther(path, p, list) {
				found.Sync = append(found.Sync, path)
			}
		}
	}
	return found, err
}

// touchesOther tells whether a folder that a user's own settings name lies in another's home, or holds it: what is copied
// off the PC is treated strictly, and he must not have that done to another's files.
func touchesOther(path string, p people.Person, all []people.Person) bool {
	return slices.ContainsFunc(all, func(other people.Person) bool {
		return other.ID != p.ID && other.Home != "" && (within(path, other.Home) || within(other.Home, path))
	})
}

func pathsOf(folders []syncfolder.Folder) []string {
	var paths []string
	for _, f := range folders {
		paths = append(paths, f.Path)
	}
	return paths
}

// within tells whether path is dir or lies below it.
func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
