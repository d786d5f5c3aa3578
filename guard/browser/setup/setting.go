package setup

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"
)

// place is where a setting stands: a whole file of ours; a member of JSON text that others write, too, in a file or in
// a value of the registry; a value of the registry; or an item of a list, which the registry keeps as values of a key.
type place struct {
	File   string   `json:"file,omitempty"` // in System.Root
	Key    string   `json:"key,omitempty"`
	Name   string   `json:"name,omitempty"`
	List   bool     `json:"list,omitempty"`   // an item of the list that the key is
	Member []string `json:"member,omitempty"` // the names that lead to the member of the JSON text
}

// text is the place of the whole JSON text that a member stands in.
func (p place) text() place { return place{File: p.File, Key: p.Key, Name: p.Name} }

// is tells whether two places are in one file or one value.
func (p place) is(other place) bool {
	return p.File == other.File && p.Key == other.Key && p.Name == other.Name
}

// whole tells whether the place is a file of our own.
func (p place) whole() bool { return p.File != "" && len(p.Member) == 0 }

// words is the place for people.
func (p place) words(s System) string {
	at := `HKLM\` + p.Key
	if p.File != "" {
		at = s.place(p.File)
	}
	if p.Name != "" {
		at += `\` + p.Name
	}
	if len(p.Member) > 0 {
		at += ": " + strings.Join(p.Member, "/")
	}
	return at
}

// setting is a value at a place.
type setting struct {
	place
	Value any `json:"value,omitempty"` // in the note nothing for a whole file
}

// samePlace tells whether two settings are of one place. Items of one list differ by what they are.
func (t setting) samePlace(other setting) bool {
	return t.is(other.place) && slices.Equal(t.Member, other.Member) &&
		t.List == other.List && (!t.List || same(t.Value, other.Value))
}

func (t setting) words(s System) string {
	if t.whole() {
		return t.place.words(s)
	}
	value, _ := marshal(t.Value, "")
	return t.place.words(s) + " = " + strings.TrimSpace(value)
}

// settings are the places and values of a browser's policies where the browser keeps them each by itself: in the
// registry, or in Firefox's one file.
func (b browser) settings(s System, policies []policy) []setting {
	var list []setting
	for _, p := range policies {
		switch items, isList := p.value.([]string); {
		case !s.windows():
			member := []string{"policies", p.name}
			if p.member != "" {
				member = append(member, p.member)
			}
			list = append(list, setting{place{File: b.Linux.Policies, Member: member}, p.value})
		case isList:
			for _, item := range items {
				list = append(list, setting{place{Key: b.Windows.Policies + `\` + p.name, List: true}, item})
			}
		case p.keys:
			list = append(list, setting{place{Key: b.Windows.Policies + `\` + p.name, Name: p.member}, p.value})
		case p.member != "":
			list = append(list, setting{place{Key: b.Windows.Policies, Name: p.name, Member: []string{p.member}}, p.value})
		default:
			list = append(list, setting{place{Key: b.Windows.Policies, Name: p.name}, p.value})
		}
	}
	return list
}

// same compares two values as JSON has them. The registry has numbers for true and false.
func same(a, b any) bool {
	one, err := marshal(plain(a), "")
	two, err2 := marshal(plain(b), "")
	return err == nil && err2 == nil && one == two
}

func plain(v any) any {
	switch v {
	case true:
		return 1
	case false:
		return 0
	}
	return v
}

// registryValue is the form that the registry has for a value: a number for true, false and numbers.
func registryValue(v any) (any, error) {
	switch v := plain(v).(type) {
	case string, []string, uint32:
		return v, nil
	case int:
		return uint32(v), nil
	case json.Number: // this and the next: out of the note
		n, err := v.Int64()
		return uint32(n), err
	case []any:
		lines := make([]string, len(v))
		for i := range v {
			lines[i], _ = v[i].(string)
		}
		return lines, nil
	}
	return nil, fmt.Errorf("no value for the registry: %T", v)
}

// marshal writes JSON without the escapes that are for web pages.
func marshal(v any, indent string) (string, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	err := enc.Encode(v)
	return out.String(), err
}

// unmarshal reads JSON and leaves numbers as they were written. Text that is no UTF-8 is refused: it could not be
// written as it was.
func unmarshal(text string, into any) error {
	if !utf8.ValidString(text) {
		return fs.ErrInvalid
	}
	dec := json.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))) // some editors begin a file so
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if dec.More() {
		return fs.ErrInvalid
	}
	return nil
}
