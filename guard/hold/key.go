package hold

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// key is what a file is known by: two spellings of a path that Windows takes for the same give one key. Short names
// (8.3) and folders that are links do not.
func key(path string) string {
	path = filepath.Clean(path)
	if runtime.GOOS == "windows" {
		return strings.ToLower(path)
	}
	return path
}

// below tells whether the file lies in the folder top or deeper. Both are keys.
func below(file, top string) bool {
	if !os.IsPathSeparator(top[len(top)-1]) { // all but the root of a drive
		top += string(filepath.Separator)
	}
	return strings.HasPrefix(file, top)
}
