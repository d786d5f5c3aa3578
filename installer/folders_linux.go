package installer

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// ownedFolders are folders of one user, who is root but in a test.
type ownedFolders struct{ uid int }

// mode leaves a way through a private folder: the trays of all users reach the guard's socket in it by its name, and
// nobody but root can list it.
func mode(a Access) fs.FileMode {
	if a == Private {
		return 0o711
	}
	return 0o755
}

func (f ownedFolders) Look(path string, a Access) (Standing, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Absent, nil
	}
	if err != nil {
		return Absent, err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !ok || !info.IsDir() || int(owner.Uid) != f.uid:
		return Foreign, nil
	case info.Mode().Perm() != mode(a):
		return Loose, nil
	}
	return Right, nil
}

func (f ownedFolders) Make(path string, a Access) error {
	if err := os.Mkdir(path, mode(a)); err != nil {
		return err
	}
	return f.Set(path, a) // whatever the umask
}

func (ownedFolders) Set(path string, a Access) error { return os.Chmod(path, mode(a)) }
