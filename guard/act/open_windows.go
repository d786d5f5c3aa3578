package act

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// openSource opens a document to be judged once more and moved. It follows no link, and until the file is closed
// nobody can open it for writing, while it can still be renamed and deleted. ErrBusy: somebody writes already.
func openSource(path string) (*os.File, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	h, err := windows.CreateFile(name, windows.GENERIC_READ, windows.FILE_SHARE_READ|windows.FILE_SHARE_DELETE, nil,
		windows.OPEN_EXISTING, windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if errors.Is(err, windows.ERROR_SHARING_VIOLATION) {
		return nil, ErrBusy
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(h), path), nil
}

// holdStill has nothing to do: openSource holds the file.
func holdStill(*os.File) (held bool, err error) { return false, nil }

func awaited(*os.File) bool { return false }

// forget does nothing: Windows has no such call for an open file.
func forget(*os.File) {}
