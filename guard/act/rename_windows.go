package act

import "golang.org/x/sys/windows"

// renameNew renames without replacing, and returns when the change is on the disk. It never copies to another volume:
// MOVEFILE_COPY_ALLOWED is not given.
func renameNew(from, to string) error {
	old, err := windows.UTF16PtrFromString(from)
	if err != nil {
		return err
	}
	name, err := windows.UTF16PtrFromString(to)
	if err != nil {
		return err
	}
	return windows.MoveFileEx(old, name, windows.MOVEFILE_WRITE_THROUGH)
}
