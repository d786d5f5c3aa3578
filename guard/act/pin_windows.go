package act

import (
	"os"
	"strings"

	"golang.org/x/sys/windows"
)

// openFolder opens a folder and asks the system where it is. Until it is closed neither the folder nor one above it can
// be renamed or removed.
func openFolder(path string) (dir *os.File, at string, err error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, "", err
	}
	h, err := windows.CreateFile(name, windows.FILE_LIST_DIRECTORY, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE, nil,
		windows.OPEN_EXISTING, windows.FILE_FLAG_BACKUP_SEMANTICS|windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if err != nil {
		return nil, "", err
	}
	dir = os.NewFile(uintptr(h), path)
	buf := make([]uint16, windows.MAX_LONG_PATH)
	n, err := windows.GetFinalPathNameByHandle(h, &buf[0], uint32(len(buf)), 0)
	if err != nil || int(n) > len(buf) {
		return dir, path, nil // a network drive may not tell
	}
	return dir, strings.TrimPrefix(windows.UTF16ToString(buf[:n]), `\\?\`), nil
}

// viaHandle gives the path: a folder that is open here stays where it is.
func viaHandle(_ *os.File, path string) string { return path }

// samePath compares as Windows does, which also has short names for long ones.
func samePath(a, b string) bool {
	return strings.EqualFold(strings.Replace(a, `UNC\`, `\\`, 1), b) || strings.EqualFold(a, long(b))
}

func long(path string) string {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return path
	}
	buf := make([]uint16, windows.MAX_LONG_PATH)
	n, err := windows.GetLongPathName(name, &buf[0], uint32(len(buf)))
	if err != nil || int(n) > len(buf) {
		return path
	}
	return windows.UTF16ToString(buf[:n])
}
