package act

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// renameNew renames without replacing. A file system that cannot (EINVAL: some network and user-space ones) gets a look
// before the rename instead, which leaves a moment in which another program could make a file of that name.
func renameNew(from, to string) error {
	err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	if !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ENOSYS) {
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return unix.EEXIST
	}
	return os.Rename(from, to)
}
