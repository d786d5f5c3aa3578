package watch

import (
	"errors"

	"golang.org/x/sys/windows"
)

// busy tells whether some program keeps the file to itself, as one that is still writing it does. It asks for
// nothing that could stand in the way of another program: it shares reading, writing and deleting.
func busy(path string) error {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	const shareAll = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	h, err := windows.CreateFile(name, windows.GENERIC_READ, shareAll, nil, windows.OPEN_EXISTING, windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return err
	}
	if err == nil {
		return windows.CloseHandle(h)
	}
	return nil // whoever reads the file will meet the error and say so
}
