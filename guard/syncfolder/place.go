package syncfolder

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"giumat/guard/redact"
)

// maxNames is how many entries of a folder, a registry key or a settings file are looked at. Nobody has as many
// accounts; a folder with more entries than this is not one where services put theirs.
const maxNames = 1024

// place is one way to learn a folder's path. Exactly one of its kinds is set.
type place struct {
	On []string `yaml:"on"` // systems as Go names them; none means all

	Path     string `yaml:"path"`     // the folder itself; * in its last element stands for any characters
	JSON     string `yaml:"json"`     // a JSON file in which Key is the folder
	INI      string `yaml:"ini"`      // a file of "key = value" lines in which Key is the folder
	Registry string `yaml:"registry"` // HKCU or HKLM, the key and the value, parted by /; an element * stands for any

	Key string `yaml:"key"` // of JSON or INI; elements parted by /, each a name or *
}

func (p place) isOn(system string) bool { return len(p.On) == 0 || slices.Contains(p.On, system) }

// name is what the place is called in an error.
func (p place) name() string { return cmp.Or(p.Path, p.JSON, p.INI, p.Registry) }

func (p place) check() error {
	set := 0
	for _, kind := range []string{p.Path, p.JSON, p.INI, p.Registry} {
		if kind != "" {
			set++
		}
	}
	if set != 1 {
		return errors.New("a place is one of path, json, ini and registry")
	}
	if (p.JSON != "" || p.INI != "") != (p.Key != "") {
		return errors.New("json and ini need a key, and nothing else has one")
	}
	return nil
}

// paths gives what the place names, whether or not it exists.
func (p place) paths(env Env) ([]string, error) {
	switch {
	case p.Path != "":
		return each(env.expand(p.Path), matches)
	case p.JSON != "":
		return each(env.expand(p.JSON), func(path string) ([]string, error) { return values(path, p.Key, jsonValues) })
	case p.INI != "":
		return each(env.expand(p.INI), func(path string) ([]string, error) { return values(path, p.Key, iniValues) })
	case env.Registry != nil:
		return registryValues(env.Registry, p.Registry)
	}
	return nil, nil
}

// each asks about all of names; one that fails does not keep the others from being asked.
func each(names []string, ask func(string) ([]string, error)) ([]string, error) {
	var all []string
	var problems []error
	for _, name := range names {
		got, err := ask(name)
		all = append(all, got...)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, redact.Error(err))
		}
	}
	return all, errors.Join(problems...)
}

// matches gives the entries that the last element of pattern fits. filepath.Glob will not do: the folder above is
// somebody's, and may hold [ or * in its name.
func matches(pattern string) ([]string, error) {
	dir, last := filepath.Split(pattern)
	if !strings.Contains(last, "*") {
		return []string{pattern}, nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	names, err := f.Readdirnames(maxNames)
	if errors.Is(err, io.EOF) {
		err = nil // an empty folder
	}
	slices.Sort(names)
	var list []string
	for _, name := range names {
		if ok, _ := filepath.Match(last, name); ok {
			list = append(list, filepath.Join(dir, name))
		}
	}
	return list, err
}

// values reads the settings file at path and gives what read finds in it under key.
func values(path, key string, read func(data []byte, key string) ([]string, error)) ([]string, error) {
	data, err := settings(path)
	if err != nil {
		return nil, err
	}
	return read(data, key)
}
