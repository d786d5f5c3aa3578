package act

import (
	"bytes"
	"maps"
	"os"
	"slices"
)

// setAttrs gives the file at path the attributes a, and names those that it would not take. What is right already is
// left alone. Owner comes first, since changing it clears bits of the mode; the times come last.
func (d disk) setAttrs(path string, a Attrs) (missing []string) {
	src, err := open(path)
	if err != nil {
		return []string{"owner", "mode", "times"}
	}
	defer src.close()
	have := src.attrs()
	via := viaHandle(src.f, path) // the name may lead elsewhere by now
	if a.UID >= 0 && (have.UID != a.UID || have.GID != a.GID) {
		if d.do("set owner", func() error { return os.Chown(via, a.UID, a.GID) }) != nil {
			missing = append(missing, "owner")
		}
	}
	if have.Mode != a.Mode || have.UID != a.UID || have.GID != a.GID {
		if d.do("set mode", func() error { return os.Chmod(via, a.Mode) }) != nil {
			missing = append(missing, "mode")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.XAttrs)) {
		if value, ok := have.XAttrs[name]; ok && bytes.Equal(value, a.XAttrs[name]) {
			continue
		}
		if d.do("set attribute", func() error { return writeXAttr(via, name, a.XAttrs[name]) }) != nil {
			missing = append(missing, "attribute "+name)
		}
	}
	if d.chtimes("set times", via, a) != nil {
		missing = append(missing, "times")
	}
	return missing
}

// chtimes sets the times of last access and of last change.
func (d disk) chtimes(op, path string, a Attrs) error {
	return d.do(op, func() error { return os.Chtimes(path, a.AccessTime, a.ModTime) })
}
