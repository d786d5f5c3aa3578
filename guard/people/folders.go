package people

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// usual are the names of the folders for documents where nothing else is said.
var usual = [...]string{"Documents", "Desktop", "Downloads"}

func folders(s system, p Person) []string {
	home, err := resolve(p.Home)
	if err != nil {
		return nil
	}
	var list []string
	for _, name := range s.named(p) {
		path, err := resolve(name)
		if err == nil && !slices.Contains(list, path) && isHis(p, home, path) {
			list = append(list, path)
		}
	}
	return list
}

// isHis tells whether a resolved path is a folder that a person may have guarded: one inside his home, or one elsewhere
// that he owns, but not one in which his whole home lies.
func isHis(p Person, home, path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() || within(home, path) {
		return false
	}
	if within(path, home) {
		return true
	}
	owner, ok := fileOwner(path)
	return ok && owner == p.ID
}

// within tells whether path is dir or lies below it. Both are clean.
func within(path, dir string) bool {
	rest, ok := strings.CutPrefix(path, dir)
	return ok && (rest == "" || os.IsPathSeparator(rest[0]) || os.IsPathSeparator(dir[len(dir)-1]))
}

// orUsual gives a folder that settings name, or the usual one where they name none.
func orUsual(set string, home string, kind int) string {
	if set != "" {
		return set
	}
	return filepath.Join(home, usual[kind])
}
