package syncfolder

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/adrg/xdg"
)

// Env is what a user's programs see of this PC. The zero value finds nothing.
type Env struct {
	OS string // as Go names it; which places of the list count
	// Getenv gives a variable of the list, empty where there is none: HOME and DOCUMENTS are known on every system,
	// XDG_CONFIG_HOME on Linux, and the others are the environment's. Nil knows none.
	Getenv   func(name string) string
	Drives   []string // roots of drives that ${DRIVE} in the list stands for, such as "G:\"
	Registry Registry // nil where there is none
}

// System is what this program's own user sees.
func System() Env {
	known := map[string]string{"HOME": xdg.Home, "DOCUMENTS": xdg.UserDirs.Documents}
	if runtime.GOOS != "windows" {
		known["XDG_CONFIG_HOME"] = xdg.ConfigHome
	}
	return Env{
		OS: runtime.GOOS,
		Getenv: func(name string) string {
			if value, ok := known[name]; ok {
				return value
			}
			return os.Getenv(name)
		},
		Drives:   fixedDrives(),
		Registry: newRegistry(""),
	}
}

// OfUser is what the user with this home folder and, on Windows, this SID sees, as far as a service that runs as root or
// LocalSystem can tell: the folders where each system has them unless told otherwise, and his part of the registry
// while he is logged on.
func OfUser(home, sid string) Env {
	known := map[string]string{
		"HOME":            home,
		"USERPROFILE":     home,
		"DOCUMENTS":       filepath.Join(home, "Documents"),
		"APPDATA":         filepath.Join(home, "AppData", "Roaming"),
		"LOCALAPPDATA":    filepath.Join(home, "AppData", "Local"),
		"XDG_CONFIG_HOME": filepath.Join(home, ".config"),
	}
	return Env{
		OS:       runtime.GOOS,
		Getenv:   func(name string) string { return known[name] },
		Drives:   fixedDrives(),
		Registry: newRegistry(sid),
	}
}

// expand replaces the variables of a path of the list: one path for each drive if it names ${DRIVE}, and none if
// a variable has no value, lest "${APPDATA}/Dropbox" become a folder at the drive's root.
func (e Env) expand(pattern string) []string {
	drives := e.Drives
	if !strings.Contains(pattern, "${DRIVE}") {
		drives = []string{""}
	}
	var list []string
	for _, drive := range drives {
		missing := false
		path := os.Expand(pattern, func(name string) string {
			value := drive
			if name != "DRIVE" {
				value = e.variable(name)
			}
			missing = missing || value == ""
			return value
		})
		if !missing {
			list = append(list, filepath.Clean(path))
		}
	}
	return list
}

func (e Env) variable(name string) string {
	if e.Getenv == nil {
		return ""
	}
	return e.Getenv(name)
}
