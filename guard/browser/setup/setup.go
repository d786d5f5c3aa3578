// Package setup makes the browsers of a PC carry the guard's extension: it tells them where the guard is (manifests of
// its native-messaging host), has them install the extension and closes the ways around it (policies). It takes a
// system to write to and what is to be written, and gives steps, so that they can be shown before they are taken. What
// an administrator or another program set is never changed: where it stands in the way, the setting is left out and
// said. A note keeps what was put where, and Uninstall takes that away and nothing else.
//
// Chromium's policies on Linux are files in a folder, ours is one of them; Firefox's are one file, and on Windows both
// are the registry's: there our entries are put among the others'.
package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// HostName is what the extension calls the guard by (native messaging).
const HostName = "vn.giumat.guard"

// FirefoxID is the extension's id in Firefox; it stands in its manifest.
const FirefoxID = "giumat@giumat.vn"

// System is what is set up: this PC (ThisPC), or a folder and a made-up registry in a test.
type System struct {
	Root     *os.Root // the folder that everything lies in: / on Linux, the system's drive on Windows
	Drive    string   // "C:" on Windows, what comes before a path in Root; empty on Linux
	Registry Registry // nil but on Windows
}

// Extension is one form of the extension as a browser's administrator names it.
type Extension struct {
	ID        string // 32 letters from a to p
	UpdateURL string // where the browser asks for it: a store's address, or an update XML of one's own
}

// Options is what is to be set up.
type Options struct {
	Guard         string    // the guard's program, a whole path
	Args          []string  // what it is told as a browser's host, besides the browser's own arguments; Linux only
	Extension     Extension // in browsers of the Chromium family; without an id none is installed
	EdgeExtension Extension // in Edge, whose store gives its own id; zero for the same as in the others
	OtherIDs      []string  // further ids that may talk to the guard
	Firefox       string    // where Firefox finds the XPI: an https or file URL, or a whole path; empty: not installed
	// FirefoxUnsigned lets Firefox take an XPI that Mozilla has not signed; its ESR edition alone does so.
	FirefoxUnsigned bool
	// FirefoxPipe is the base name of the pipe that Firefox on Windows asks about files (its policy ContentAnalysis);
	// empty: it asks none.
	FirefoxPipe string
	// Patterns are the pages on which a browser may not open files but through the file picker that the extension
	// watches (https://mail.google.com/*).
	Patterns []string
	// DeveloperTools leaves developer tools and remote control of the browser open, except for the extension itself.
	DeveloperTools bool
}

// ids are those that may talk to the guard, each once.
func (o Options) ids() []string {
	var ids []string
	seen := map[string]bool{"": true}
	for _, id := range append([]string{o.Extension.ID, o.EdgeExtension.ID}, o.OtherIDs...) {
		if !seen[id] {
			ids, seen[id] = append(ids, id), true
		}
	}
	return ids
}

func (o Options) check() error {
	if o.Guard == "" {
		return fmt.Errorf("set up browsers: no path of the guard's program")
	}
	for _, id := range o.ids() {
		if len(id) != 32 || strings.Trim(id, "abcdefghijklmnop") != "" {
			return fmt.Errorf("set up browsers: %q is no id of an extension", id)
		}
	}
	return nil
}

func (s System) windows() bool { return s.Registry != nil }

// place is the path in Root as the system writes it.
func (s System) place(file string) string {
	if s.windows() {
		return s.Drive + `\` + strings.ReplaceAll(file, "/", `\`)
	}
	return "/" + file
}

// newFolders gives the folders above file that are not there, the lowest first.
func (s System) newFolders(file string) []string {
	var list []string
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if _, err := s.Root.Lstat(dir); err == nil {
			break
		}
		list = append(list, dir)
	}
	return list
}

// writeFile puts data at file whole, for everybody to read; browsers run as ordinary users.
func (s System) writeFile(file string, data []byte, mode fs.FileMode) error {
	dir := path.Dir(file)
	made := s.newFolders(file)
	if err := s.Root.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, d := range made {
		if err := s.Root.Chmod(d, 0o755); err != nil { // whatever the umask
			return err
		}
	}
	// A browser reads every file *.json of a policy folder, and this one must never be read by half.
	next := path.Join(dir, ".giumat-new")
	err := s.Root.WriteFile(next, data, mode)
	if err = errors.Join(err, s.Root.Chmod(next, mode)); err == nil {
		err = s.Root.Rename(next, file)
	}
	if err != nil {
		_ = s.remove(next) // there may be none
	}
	return err
}
