package inspect

import (
	"os"

	"golang.org/x/sys/windows"
)

// openUnnoticed opens path for reading while others may go on writing, renaming or deleting it, and asks Windows to
// leave the last access time alone (SetFileTime with all bits set), where the rights allow that.
func openUnnoticed(path string) (*os.File, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	const attrs = windows.FILE_ATTRIBUTE_NORMAL | windows.FILE_FLAG_OPEN_REPARSE_POINT
	h, err := windows.CreateFile(name, windows.GENERIC_READ|windows.FILE_WRITE_ATTRIBUTES, share, nil, windows.OPEN_EXISTING, attrs, 0)
	if err != nil {
		h, err = windows.CreateFile(name, windows.GENERIC_READ, share, nil, windows.OPEN_EXISTING, attrs, 0)
	}
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	never := windows.Filetime{LowDateTime: 0xFFFFFFFF, HighDateTime: 0xFFFFFFFF}
	// Without the right to write attributes the access time may move; that is no reason not to look.
	_ = windows.SetFileTime(h, nil, &never, nil)
	return os.NewFile(uintptr(h), path), nil
}
