package people

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const (
	profileList = `HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList`
	shellFolder = `\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders`
)

// shellFolders are the names of values for the usual folders; the last is FOLDERID_Downloads (KnownFolders.h).
var shellFolders = [len(usual)]string{"Personal", "Desktop", "{374DE290-123F-4565-9164-39C4925E467B}"}

// humanSID fits users of this PC and of domains (S-1-5-21) and of Entra ID (S-1-12-1). Groups fit too, but have no
// profile.
var humanSID = regexp.MustCompile(`^S-1-(5-21|12-1)(-[0-9]{1,10}){4}$`)

// windowsPC reads what Windows keeps of its users.
type windowsPC struct {
	registry registry
	getenv   func(name string) string            // a variable of the system
	name     func(sid string) string             // as the system shows it; empty if it knows none
	process  func(pid int) (sid string, ok bool) // whose it is
	screen   func() (sid string, ok bool)        // whose session is in use
}

// list gives those with a profile. Windows makes one at the first log-on, and a second one with ".bak" at the end of its
// name where that failed.
func (pc windowsPC) list() ([]Person, error) {
	sids, err := pc.registry.subkeys(profileList)
	if err != nil {
		return nil, fmt.Errorf("read the users of this PC: %w", err)
	}
	var list []Person
	for _, sid := range sids {
		if !pc.human(sid) {
			continue
		}
		p, ok := pc.find(sid)
		if !ok {
			continue
		}
		if info, err := os.Stat(p.Home); err == nil && info.IsDir() {
			list = append(list, p)
		}
	}
	return list, nil
}

func (pc windowsPC) find(sid string) (Person, bool) {
	home, err := pc.registry.text(profileList+`\`+sid, "ProfileImagePath")
	if err != nil {
		return Person{}, false
	}
	home, ok := expand(home, pc.getenv)
	if !ok || !filepath.IsAbs(home) {
		return Person{}, false
	}
	return Person{ID: sid, Name: pc.name(sid), Home: filepath.Clean(home)}, true
}

func (pc windowsPC) human(sid string) bool { return humanSID.MatchString(sid) }

func (pc windowsPC) processOwner(pid int) (sid string, ok bool) { return pc.process(pid) }

func (pc windowsPC) atScreen() (sid string, ok bool) { return pc.screen() }

// named reads the person's part of the registry, which is there while he is logged on. OneDrive and group policies
// write there where they keep his folders.
func (pc windowsPC) named(p Person) []string {
	var list []string
	for kind, value := range shellFolders {
		path, err := pc.registry.text(`HKU\`+p.ID+shellFolder, value)
		if err == nil && path != "" {
			var ok bool
			if path, ok = expand(path, func(name string) string { return pc.variable(p, name) }); !ok {
				continue
			}
		}
		list = append(list, orUsual(path, p.Home, kind))
	}
	return list
}

// variable gives a variable as the person's own programs have it, or empty.
func (pc windowsPC) variable(p Person, name string) string {
	drive := filepath.VolumeName(p.Home)
	switch strings.ToUpper(name) {
	case "USERPROFILE":
		return p.Home
	case "HOMEDRIVE":
		return drive
	case "HOMEPATH":
		return p.Home[len(drive):]
	case "USERNAME":
		return p.Name[strings.LastIndex(p.Name, `\`)+1:]
	}
	own, err := pc.registry.text(`HKU\`+p.ID+`\Environment`, name)
	if err != nil {
		own = ""
	}
	return cmp.Or(own, pc.getenv(name))
}

// expand replaces %NAME% in a path; it is false where a variable has no value.
func expand(path string, getenv func(name string) string) (string, bool) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(path, "%")
		name, after, closed := strings.Cut(rest, "%")
		if !found || !closed {
			b.WriteString(path)
			return b.String(), true
		}
		value := getenv(name)
		if value == "" {
			return "", false
		}
		b.WriteString(before + value)
		path = after
	}
}
