package clipboard

import (
	"bytes"
	"net/url"
	"path"
	"strings"
)

// decodeURIs gives the files of a text/uri-list (RFC 2483, section 5): one address a line, "#" for a comment. Addresses
// that are not of a file on this PC are left out. It is true when there are more than maxPaths.
func decodeURIs(data []byte) (paths []string, more bool) {
	for line := range bytes.Lines(data) {
		p, ok := filePath(string(bytes.TrimRight(line, "\r\n")))
		if !ok {
			continue
		}
		if len(paths) == maxPaths {
			return paths, true
		}
		paths = append(paths, p)
	}
	return paths, false
}

// decodeCopiedFiles gives the files of an x-special/gnome-copied-files, which most file managers of Linux offer: what
// to do with them in the first line, "copy" or "cut", and then a text/uri-list.
func decodeCopiedFiles(data []byte) (paths []string, cut, more bool) {
	first, rest, _ := bytes.Cut(data, []byte("\n"))
	paths, more = decodeURIs(rest)
	return paths, string(bytes.TrimSpace(first)) == "cut", more
}

// filePath gives the path of a file: address (RFC 8089) on this PC.
func filePath(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "file" || (u.Host != "" && !strings.EqualFold(u.Host, "localhost")) {
		return "", false
	}
	if !path.IsAbs(u.Path) || strings.ContainsRune(u.Path, 0) {
		return "", false
	}
	return path.Clean(u.Path), true
}
