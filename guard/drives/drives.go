// Package drives says which drives this PC has, what is known of each, and when one is about to leave. It takes the
// system's own list (Linux: mountinfo, sysfs and udev's links; Windows: drive letters and device notices) and gives a
// Drive for each file system. It opens no file on a drive, writes nothing, and asks a drive nothing that would wake it
// once a second.
package drives

import (
	"context"
	"slices"
	"strings"

	"giumat/guard/event"
)

// A Drive is a file system and the folder by which its files are reached.
type Drive struct {
	Mount       string // absolute
	Removable   bool   // can be taken out and carried away
	event.Drive        // what the system tells of it; a Source tells the Device alone
}

// A Source reports the complete list of drives at once and again after each change, until ctx is done. An error
// says that it cannot; errors.ErrUnsupported that it never can. A list may hold file systems that are not removable:
// the watcher needs to hear of whatever is mounted inside a guarded folder.
type Source func(ctx context.Context, report func([]Drive)) error

// A Departure is what the system says to those who have something open on a drive.
type Departure int

// The departures. Asked is followed by one of the others.
const (
	Asked   Departure = iota + 1 // somebody wants to take the drive out: whoever has something open there is to close it
	Refused                      // the drive stays: somebody else did not let go
	Gone                         // the drive is out
)

// userMounts are the folders below which Linux desktops mount what a user plugs in (udisks2; the Filesystem Hierarchy
// Standard 3.0, section 3.11, for /media).
var userMounts = []string{"/media/", "/run/media/"}

// drivesOf returns the file systems among mounts. removable tells of a mount whether its disk can be taken out. Where
// two file systems lie on one folder, only the upper one is seen.
func drivesOf(mounts []mount, removable func(mount) bool) []Drive {
	var list []Drive
	for _, m := range mounts {
		if m.pseudo() {
			continue
		}
		list = slices.DeleteFunc(list, func(d Drive) bool { return d.Mount == m.path })
		byPlace := slices.ContainsFunc(userMounts, func(dir string) bool { return strings.HasPrefix(m.path, dir) })
		list = append(list, Drive{Mount: m.path, Removable: byPlace || removable(m), Drive: event.Drive{Device: m.source}})
	}
	return list
}
