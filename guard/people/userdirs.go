package people

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// maxUserDirsBytes is far more than the eight lines of such a file need.
const maxUserDirsBytes = 64 << 10

// userDirs reads where a desktop of Linux has a user's documents, desktop and downloads (user-dirs.dirs(5)).
func userDirs(home string) (set [len(usual)]string, err error) {
	root, err := os.OpenRoot(home) // no link in it leads out of his home
	if err != nil {
		return set, err
	}
	defer root.Close()
	f, err := root.OpenFile(filepath.Join(".config", "user-dirs.dirs"), os.O_RDONLY|doNotWait, 0)
	if err != nil {
		return set, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return set, err
	}
	if !info.Mode().IsRegular() {
		return set, errors.New("the file of a user's folders is no file")
	}
	data, err := io.ReadAll(io.LimitReader(f, maxUserDirsBytes))
	if err != nil {
		return set, err
	}
	return parseUserDirs(data, home), nil
}

// parseUserDirs reads lines such as XDG_DOCUMENTS_DIR="$HOME/Documents". As xdg-user-dir(1) does, it passes over what
// is not written so, and of several lines for one folder the last counts.
func parseUserDirs(data []byte, home string) (set [len(usual)]string) {
	for line := range bytes.Lines(data) {
		key, value, ok := strings.Cut(strings.TrimSpace(string(line)), "=")
		if !ok {
			continue
		}
		for kind, name := range [...]string{"XDG_DOCUMENTS_DIR", "XDG_DESKTOP_DIR", "XDG_DOWNLOAD_DIR"} {
			if strings.TrimSpace(key) != name {
				continue
			}
			if path := unquote(strings.TrimSpace(value), home); path != "" {
				set[kind] = path
			}
		}
	}
	return set
}

// unquote reads a quoted path that begins with $HOME or /; empty if it is none.
func unquote(text, home string) string {
	text, ok := strings.CutPrefix(text, `"`)
	if !ok {
		return ""
	}
	base := ""
	if rest, ok := strings.CutPrefix(text, "$HOME"); ok {
		base, text = home, rest
	}
	if text == "" || text[0] != '/' && (base == "" || text[0] != '"') {
		return ""
	}
	var path strings.Builder
	path.WriteString(base)
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '"':
			return filepath.Clean(path.String())
		case text[i] == '\\' && i+1 < len(text):
			i++
		}
		path.WriteByte(text[i])
	}
	return "" // the quote is open
}
