package syncfolder

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// Registry is the Windows registry, to be read only. A key is "HKCU" or "HKLM" and the names below it, parted by
// backslashes. What is not there is an fs.ErrNotExist.
type Registry interface {
	// Subkeys names the keys below key, at most some hundreds.
	Subkeys(key string) ([]string, error)
	// Values gives the texts in key by their names, variables in them replaced.
	Values(key string) (map[string]string, error)
}

// registryValues gives the texts that place leads to. Its last element is the value's name, and * stands for any.
func registryValues(r Registry, place string) ([]string, error) {
	elements := strings.Split(place, "/")
	keys, names := elements[:1], elements[1:]
	var problems []error
	for ; len(names) > 1; names = names[1:] {
		below, err := each(keys, func(key string) ([]string, error) { return children(r, key, names[0]) })
		problems = append(problems, err)
		keys = below
	}
	list, err := each(keys, func(key string) ([]string, error) { return texts(r, key, names[0]) })
	return list, errors.Join(append(problems, err)...)
}

func children(r Registry, key, name string) ([]string, error) {
	if name != "*" {
		return []string{key + `\` + name}, nil
	}
	subkeys, err := r.Subkeys(key)
	for i := range subkeys {
		subkeys[i] = key + `\` + subkeys[i]
	}
	return subkeys, err
}

func texts(r Registry, key, name string) ([]string, error) {
	values, err := r.Values(key)
	var list []string
	for _, each := range slices.Sorted(maps.Keys(values)) {
		if name == "*" || strings.EqualFold(name, each) {
			list = append(list, values[each])
		}
	}
	return list, err
}
