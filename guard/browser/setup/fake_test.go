package setup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
)

// fakeRegistry is a registry with knobs.
type fakeRegistry struct {
	keys     map[string]map[string]any
	readOnly bool // no rights to write
	changes  int  // after which writing fails; negative for never
}

var errStop = errors.New("power failure")

// parseRegistry reads lines of a key, a value's name and the value as JSON, parted by " | ". A key alone is one that
// is empty.
func parseRegistry(t *testing.T, text string) *fakeRegistry {
	t.Helper()
	r := &fakeRegistry{keys: map[string]map[string]any{"SOFTWARE": {}}, changes: -1}
	for line := range strings.Lines(text) {
		key, rest, hasValue := strings.Cut(strings.TrimSpace(line), " | ")
		r.makeKey(key)
		if !hasValue {
			continue
		}
		name, text, _ := strings.Cut(rest, " | ")
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		switch v := value.(type) {
		case float64:
			value = uint32(v)
		case []any:
			lines := make([]string, len(v))
			for i := range v {
				lines[i] = v[i].(string)
			}
			value = lines
		}
		r.keys[key][name] = value
	}
	return r
}

// String is what parseRegistry reads.
func (r *fakeRegistry) String() string {
	var out strings.Builder
	for _, key := range slices.Sorted(maps.Keys(r.keys)) {
		below, _ := r.Subkeys(key)
		if len(r.keys[key])+len(below) == 0 {
			fmt.Fprintln(&out, key)
		}
		for _, name := range slices.Sorted(maps.Keys(r.keys[key])) {
			value, _ := marshal(r.keys[key][name], "")
			fmt.Fprint(&out, key, " | ", name, " | ", value)
		}
	}
	return out.String()
}

func (r *fakeRegistry) makeKey(key string) {
	for i := range len(key) + 1 {
		if up := key[:i]; (i == len(key) || key[i] == '\\') && r.keys[up] == nil {
			r.keys[up] = map[string]any{}
		}
	}
}

func (r *fakeRegistry) Get(key, name string) (any, error) {
	value, ok := r.keys[key][name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return value, nil
}

func (r *fakeRegistry) Set(key, name string, value any) error {
	if err := r.change(); err != nil {
		return err
	}
	r.makeKey(key)
	r.keys[key][name] = value
	return nil
}

func (r *fakeRegistry) Delete(key, name string) error {
	if _, err := r.Get(key, name); err != nil {
		return err
	}
	if err := r.change(); err != nil {
		return err
	}
	delete(r.keys[key], name)
	return nil
}

func (r *fakeRegistry) Names(key string) ([]string, error) {
	values, ok := r.keys[key]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return slices.Sorted(maps.Keys(values)), nil
}

func (r *fakeRegistry) Subkeys(key string) ([]string, error) {
	var list []string
	for other := range r.keys {
		if below, ok := strings.CutPrefix(other, key+`\`); ok && !strings.Contains(below, `\`) {
			list = append(list, below)
		}
	}
	slices.Sort(list)
	return list, nil
}

func (r *fakeRegistry) DeleteKey(key string) error {
	if below, _ := r.Subkeys(key); len(below)+len(r.keys[key]) > 0 {
		return fmt.Errorf("key %q is not empty", key)
	}
	if err := r.change(); err != nil {
		return err
	}
	delete(r.keys, key)
	return nil
}

func (r *fakeRegistry) change() error {
	switch {
	case r.readOnly:
		return fmt.Errorf("access is denied: %w", fs.ErrPermission)
	case r.changes == 0:
		return errStop
	}
	r.changes--
	return nil
}
