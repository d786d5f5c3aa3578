package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// write is one change of a file or of a value of the registry. A file is a string; nil stands for none.
type write struct {
	place
	before, after any
	done          bool
}

func (w *write) changes() bool { return !same(w.before, w.after) }

// do makes the change, unless it was made already.
func (w *write) do(s System) error {
	now, err := s.read(w.place)
	switch {
	case err != nil:
		return err
	case same(now, w.after):
		return nil
	case !same(now, w.before):
		return fmt.Errorf("%q was changed while it was to be set; try again", w.words(s))
	}
	w.done = true
	return s.put(w.place, w.after)
}

// undo takes back what do did.
func (w *write) undo(s System) error {
	if !w.done {
		return nil
	}
	w.done = false
	return s.put(w.place, w.before)
}

// read gives what is at a file or value.
func (s System) read(p place) (any, error) {
	var value any
	var err error
	if p.File == "" {
		value, err = s.Registry.Get(p.Key, p.Name)
	} else {
		var data []byte
		data, err = s.Root.ReadFile(p.File)
		value = string(data)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", p.words(s), err)
	}
	return value, nil
}

func (s System) put(p place, value any) error {
	err := s.putOrTake(p, value)
	if err != nil && (value != nil || !errors.Is(err, fs.ErrNotExist)) {
		return fmt.Errorf("write %q: %w", p.words(s), err)
	}
	return nil
}

func (s System) putOrTake(p place, value any) error {
	text, _ := value.(string)
	switch {
	case p.File == "" && value == nil:
		return s.Registry.Delete(p.Key, p.Name)
	case p.File == "":
		value, err := registryValue(value)
		if err != nil {
			return err
		}
		return s.Registry.Set(p.Key, p.Name, value)
	case value == nil:
		return s.remove(p.File)
	case strings.HasPrefix(text, "#!"):
		return s.writeFile(p.File, []byte(text), 0o755)
	}
	return s.writeFile(p.File, []byte(text), 0o644)
}

// remove removes a file or an empty folder. What os.Root does for it is more than Wine 8 can do.
func (s System) remove(file string) error {
	return os.Remove(filepath.Join(s.Root.Name(), filepath.FromSlash(file)))
}

// newKeys gives the keys from key upwards that are not there, the lowest first.
func (s System) newKeys(key string) []string {
	var list []string
	for up := key; up != ""; {
		if _, err := s.Registry.Names(up); err == nil {
			break
		}
		list = append(list, up)
		up = up[:max(strings.LastIndex(up, `\`), 0)]
	}
	return list
}

// tidy removes folders and keys, the lowest first, that are empty.
func (s System) tidy(folders, keys []string) error {
	for _, key := range keys {
		names, err := s.Registry.Names(key)
		below, err2 := s.Registry.Subkeys(key)
		if err != nil || err2 != nil || len(names)+len(below) > 0 {
			continue // gone, or somebody's
		}
		if err := s.Registry.DeleteKey(key); err != nil {
			return fmt.Errorf("remove the empty key %q: %w", key, err)
		}
	}
	for _, folder := range folders {
		if entries, err := fs.ReadDir(s.Root.FS(), path.Clean(folder)); err != nil || len(entries) > 0 {
			continue
		}
		if err := s.remove(folder); err != nil {
			return fmt.Errorf("remove the empty folder %q: %w", s.place(folder), err)
		}
	}
	return nil
}
