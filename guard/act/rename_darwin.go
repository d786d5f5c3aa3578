package act

import "golang.org/x/sys/unix"

// renameNew renames without replacing.
func renameNew(from, to string) error {
	return unix.RenamexNp(from, to, unix.RENAME_EXCL)
}
