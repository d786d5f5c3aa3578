package installer

import (
	"errors"
	"io/fs"
	"strings"
)

// values are the values of the registry that the tray's entry is one of.
type values interface {
	Get(key, name string) (any, error)
	Set(key, name string, value any) error
	Delete(key, name string) error
}

// runKey starts the tray by the registry's key of programs that start when any user logs on (Microsoft, "Run and RunOnce
// Registry Keys").
type runKey struct{ registry values }

const run = `SOFTWARE\Microsoft\Windows\CurrentVersion\Run`

func (r runKey) line() (string, error) {
	value, err := r.registry.Get(run, Name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	line, _ := value.(string)
	return line, err
}

func (r runKey) Set(program string) (bool, error) {
	line, err := r.line()
	return strings.EqualFold(line, quoted(program)), err
}

func (r runKey) There() (bool, error) {
	line, err := r.line()
	return line != "", err
}

func (r runKey) Put(program string) error { return r.registry.Set(run, Name, quoted(program)) }

func (r runKey) Remove() error {
	err := r.registry.Delete(run, Name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func quoted(program string) string { return `"` + program + `"` }
