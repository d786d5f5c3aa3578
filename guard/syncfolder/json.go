package syncfolder

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
)

// jsonValues gives the texts that key leads to, in the order of their names. In a key, elements are parted by / and *
// stands for any name of an object.
func jsonValues(data []byte, key string) ([]string, error) {
	var top any
	if err := json.Unmarshal(data, &top); err != nil {
		return nil, errors.New("not JSON") // the decoder's own words may quote the file
	}
	here := []any{top}
	for name := range strings.SplitSeq(key, "/") {
		here = step(here, name)
	}
	var list []string
	for _, v := range here {
		if s, ok := v.(string); ok {
			list = append(list, s)
		}
	}
	return list, nil
}

// step goes from each object to what it has under name.
func step(from []any, name string) []any {
	var to []any
	for _, v := range from {
		object, _ := v.(map[string]any)
		for _, key := range slices.Sorted(maps.Keys(object)) {
			if name == "*" || name == key {
				to = append(to, object[key])
			}
		}
	}
	return to
}
