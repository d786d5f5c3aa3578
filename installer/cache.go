package installer

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// lookAtCache tells how the cache of compiled PDFium stands: Absent where nothing is in it, Loose where ordinary users'
// programs cannot read all of it, and would compile for themselves. On Windows they inherit the right to.
func lookAtCache(dir string) (Standing, error) {
	standing := Absent
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == dir { // its own rights are those of the other folders of ours
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o044)
		if e.IsDir() {
			want = 0o055
		}
		if info.Mode()&want != want {
			standing = Loose
			return fs.SkipAll
		}
		standing = Right
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return Absent, nil
	}
	return standing, err
}

// readable lets ordinary users read what is in a folder, which its makers may have made for root alone; on Windows they
// inherit that.
func readable(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.Chmod(path, 0o755)
		}
		return os.Chmod(path, 0o644)
	})
}
