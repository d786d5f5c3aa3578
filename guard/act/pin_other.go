//go:build !linux && !windows

package act

import "os"

// openFolder opens a folder. This system is not asked where it is.
func openFolder(path string) (dir *os.File, at string, err error) {
	dir, err = os.Open(path)
	return dir, path, err
}

// viaHandle gives the path.
func viaHandle(_ *os.File, path string) string { return path }

func samePath(a, b string) bool { return a == b }
