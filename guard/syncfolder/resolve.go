package syncfolder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"giumat/guard/redact"
)

// resolve gives the folder that a service's settings name, without symbolic links; empty if there is none. A path that
// cannot be one folder of this PC is refused: a part of a path, a path on another computer, a whole drive.
func resolve(value string, env Env) (string, error) {
	if value == "" {
		return "", nil // OneDrive leaves an empty value where an account was
	}
	if rest, ok := strings.CutPrefix(value, "~"); ok && (rest == "" || rest[0] == '/') {
		value = env.variable("HOME") + rest
	}
	value = filepath.FromSlash(value)
	if strings.HasPrefix(value, `\\`) || !filepath.IsAbs(value) {
		return "", errors.New("it names a folder that is not a whole path on this PC")
	}
	path, err := filepath.EvalSymlinks(value)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", redact.Error(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", redact.Error(err)
	}
	if !info.IsDir() {
		return "", nil
	}
	if filepath.Dir(path) == path {
		return "", errors.New("it names a whole drive")
	}
	return path, nil
}
