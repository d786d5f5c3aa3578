//go:build !linux && !darwin && !windows

package act

import (
	"io/fs"
	"os"
)

// renameNew renames after a look that nothing is there.
func renameNew(from, to string) error {
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}
