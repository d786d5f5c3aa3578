package hashchain

import (
	"bytes"
	"testing"
)

// Whatever differs between two entries shows in their hashes, how the fields are cut included.
func TestLink(t *testing.T) {
	seen := map[string]string{}
	for name, hash := range map[string][]byte{
		"an entry":         Link("form 1", []byte{1}, 1, []any{"ab", "c"}),
		"other form":       Link("form 2", []byte{1}, 1, []any{"ab", "c"}),
		"other before it":  Link("form 1", []byte{2}, 1, []any{"ab", "c"}),
		"other number":     Link("form 1", []byte{1}, 2, []any{"ab", "c"}),
		"fields cut anew":  Link("form 1", []byte{1}, 1, []any{"a", "bc"}),
		"one field":        Link("form 1", []byte{1}, 1, []any{"abc"}),
		"an empty field":   Link("form 1", []byte{1}, 1, []any{"ab", "c", ""}),
		"a field like two": Link("form 1", []byte{1}, 1, []any{"ab,1:c"}),
	} {
		if other, known := seen[string(hash)]; known {
			t.Errorf("%s has the hash of %s", name, other)
		}
		seen[string(hash)] = name
	}
	if !bytes.Equal(Link("f", nil, 7, []any{int64(5), true}), Link("f", nil, 7, []any{"5", "true"})) {
		t.Error("a number is not hashed as its text")
	}
}

// A walk must end where the head says.
func TestEnds(t *testing.T) {
	end := Head{Count: 3, Hash: []byte{3}}
	for _, c := range []struct {
		last Head
		want string
	}{
		{end, ""},
		{Head{Count: 2, Hash: []byte{2}}, "record is broken at number 3: it is missing at the end"},
		{Head{Count: 4, Hash: []byte{4}}, "record is broken at number 4: the head does not know it"},
		{Head{Count: 3, Hash: []byte{9}}, "record is broken at number 3: the head does not know it"},
	} {
		got := ""
		if err := Ends("record", c.last, end); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("ended at %d: %q, want %q", c.last.Count, got, c.want)
		}
	}
}
