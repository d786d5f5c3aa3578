package hold

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/windows"
)

// openAlone opens the file so that until it is closed nobody can open it for reading, writing or deleting, which
// renaming is too (Microsoft, "CreateFileW function", dwShareMode 0). It follows no link. Long paths need no prefix: a
// Go program tells Windows that it knows them.
func openAlone(path string) (*os.File, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	open := func(access uint32) (windows.Handle, error) {
		return windows.CreateFile(name, access, 0, nil, windows.OPEN_EXISTING, windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	}
	h, err := open(windows.GENERIC_READ | windows.FILE_WRITE_ATTRIBUTES)
	if errors.Is(err, windows.ERROR_ACCESS_DENIED) {
		h, err = open(windows.GENERIC_READ) // then the time of the last access may move
	}
	if errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return nil, ErrBusy
	}
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	never := windows.Filetime{LowDateTime: 0xFFFFFFFF, HighDateTime: 0xFFFFFFFF} // SetFileTime: leave the last access alone
	_ = windows.SetFileTime(h, nil, &never, nil)
	return os.NewFile(uintptr(h), path), nil
}
