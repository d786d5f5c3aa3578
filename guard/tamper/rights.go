package tamper

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// OpenByMode tells whether the mode of a folder lets others change it or what lies right in it, or read a database there.
// Windows has no such modes: there the rights that the installer knows say it.
func OpenByMode(dir string) (bool, error) {
	const change, read = 0o022, 0o044
	info, err := os.Stat(dir)
	if err != nil {
		return false, err
	}
	if info.Mode()&change != 0 {
		return true, nil
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return false, err
	}
	for _, e := range list {
		if !e.Type().IsRegular() && !e.IsDir() {
			continue // a socket, to which trays speak
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // it went in the meantime
		}
		if err != nil {
			return false, err
		}
		if info.Mode()&change != 0 || filepath.Ext(e.Name()) == ".db" && info.Mode()&read != 0 {
			return true, nil
		}
	}
	return false, nil
}
