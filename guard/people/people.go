// Package people tells who the users of this PC are: those who can log in, where each keeps his documents, whose a file
// or a program is, and who sits at the screen. It takes what the system keeps of them and what they chose themselves,
// and gives persons and folders. It serves a guard that runs as root or LocalSystem, so it trusts no choice of a user
// beyond what is his: it names no folder that is neither in his home nor owned by him, follows no link out of his
// home, and never names a whole home. It writes nothing, and looks into no document.
package people

// Person is a user of this PC who can log in.
type Person struct {
	ID   string // the system's: a number in decimal, or a SID on Windows; the same as that of guard/link
	Name string // as os/user says: "an", "PC\an"; empty where the system does not tell
	Home string // absolute; empty where he has none on this PC
}

// All gives those who can log in and have a home on this PC, by ID. On Linux they are those of the passwd file from
// UID_MIN (login.defs(5)) on, those whose session is running, whatever directory knows them, and root only where there is
// nobody else; on Windows, those who have a profile. What cannot be read is an error beside those that were found.
func All() ([]Person, error) { return all(here()) }

// Folders gives the folders that exist where a person keeps documents: documents, desktop and downloads, as his own
// settings name them, or by their usual names. They are resolved: no element of them is a link. On Windows his settings
// can be read while he is logged on; folders on another computer are left out, as the service is a stranger there.
//
// A user may change what is there at any time: ask again from time to time, and do not follow a link that took the place
// of a folder since.
func Folders(p Person) []string { return folders(here(), p) }

// OwnerOf gives the person who owns a file or folder; of a link, who made it. It is false for what belongs to the system,
// to a daemon, to administrators as a group, or to nobody, as on most removable drives of Windows.
func OwnerOf(path string) (Person, bool) {
	id, ok := fileOwner(path)
	return person(here(), id, ok)
}

// OwnerOfProcess gives the person who started a process. It is false for the system's, and for one that is gone.
func OwnerOfProcess(pid int) (Person, bool) {
	s := here()
	id, ok := s.processOwner(pid)
	return person(s, id, ok)
}

// AtScreen gives who sits at this PC: whose session the screen shows or, where it shows nobody's, whose session is the
// only one in use, as when he works from afar. Root is a person here.
func AtScreen() (Person, bool) {
	s := here()
	id, ok := s.atScreen()
	if !ok {
		return Person{}, false
	}
	return s.find(id)
}
