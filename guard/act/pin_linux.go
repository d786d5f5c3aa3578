package act

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// openFolder opens a folder and asks the system where it is (proc(5), /proc/pid/fd). Without /proc it believes the path.
func openFolder(path string) (dir *os.File, at string, err error) {
	dir, err = os.OpenFile(path, unix.O_PATH|unix.O_DIRECTORY|unix.O_NOFOLLOW, 0)
	if err != nil {
		return nil, "", err
	}
	at, err = os.Readlink(viaHandle(dir, path))
	if err != nil {
		at = path
	}
	return dir, at, nil
}

// viaHandle is a path that leads to the open file itself, whatever its own path leads to now.
func viaHandle(f *os.File, path string) string {
	via := fmt.Sprintf("/proc/self/fd/%d", f.Fd())
	if _, err := os.Lstat(via); err != nil {
		return path
	}
	return via
}

func samePath(a, b string) bool { return a == b }
