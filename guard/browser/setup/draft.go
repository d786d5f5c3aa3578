package setup

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// errTaken means that something of somebody else's stands where a setting would have to be put.
var errTaken = errors.New("something else stands there")

// draft is what places are and what they are to become; nothing is written.
type draft struct {
	s      System
	writes []*write
	listed map[string][]string // names of a key's values, read once: to list them is slow, and policies have hundreds
}

// at gives the change of a file or value, as far as it is drafted.
func (d *draft) at(p place) (*write, error) {
	p = p.text()
	for _, w := range d.writes {
		if w.is(p) {
			return w, nil
		}
	}
	before, err := d.s.read(p)
	if err != nil {
		return nil, err
	}
	w := &write{place: p, before: before, after: before}
	d.writes = append(d.writes, w)
	return w, nil
}

// get gives the value at the place of a setting; nil for none.
func (d *draft) get(t setting) (any, error) {
	if t.List {
		w, err := d.item(t)
		if w == nil || err != nil {
			return nil, err
		}
		return w.after, nil
	}
	w, err := d.at(t.place)
	if err != nil || len(t.Member) == 0 {
		return valueOf(w), err
	}
	tree, err := d.tree(w)
	if err != nil {
		return nil, err
	}
	return member(tree, t.Member)
}

func valueOf(w *write) any {
	if w == nil {
		return nil
	}
	return w.after
}

// put drafts that a setting is made.
func (d *draft) put(t setting) error {
	if t.List {
		name, err := d.freeName(t.Key)
		if err != nil {
			return err
		}
		t.place = place{Key: t.Key, Name: name}
	}
	w, err := d.at(t.place)
	if err != nil {
		return err
	}
	if len(t.Member) == 0 {
		w.after = t.Value
		return nil
	}
	return d.edit(w, func(tree map[string]any) { setMember(tree, t.Member, t.Value) })
}

// drop drafts that a setting is taken away.
func (d *draft) drop(t setting) error {
	if t.List {
		return d.dropItem(t)
	}
	w, err := d.at(t.place)
	if err != nil {
		return err
	}
	if len(t.Member) == 0 {
		w.after = nil
		return nil
	}
	return d.edit(w, func(tree map[string]any) { dropMember(tree, t.Member) })
}

// dropItem drafts that an item of a list goes. Browsers read a list's values from 1 on to the first number that is not
// there (Chromium's RegistryDict), so that the last takes its place.
func (d *draft) dropItem(t setting) error {
	hole, err := d.item(t)
	if hole == nil || err != nil {
		return err
	}
	last := hole
	for n, err := strconv.Atoi(hole.Name); err == nil; n++ {
		next, err := d.at(place{Key: t.Key, Name: strconv.Itoa(n + 1)})
		if err != nil {
			return err
		}
		if next.after == nil {
			break
		}
		last = next
	}
	hole.after = last.after
	last.after = nil
	return nil
}

// item finds an item of a list; nil for none.
func (d *draft) item(t setting) (*write, error) {
	names, err := d.names(t.Key)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		w, err := d.at(place{Key: t.Key, Name: name})
		if err != nil || w.after != nil && same(w.after, t.Value) {
			return w, err
		}
	}
	return nil, nil
}

// names gives those of a key's values as they are drafted.
func (d *draft) names(key string) ([]string, error) {
	read, known := d.listed[key]
	var err error
	if !known {
		if read, err = d.s.names(key); err == nil {
			d.listed[key] = read
		}
	}
	names := slices.Clone(read)
	for _, w := range d.writes {
		if w.Key == key {
			names = slices.DeleteFunc(names, func(name string) bool { return name == w.Name })
		}
		if w.Key == key && w.after != nil {
			names = append(names, w.Name)
		}
	}
	return names, err
}

// freeName is the first number from 1 on that no item of the list has.
func (d *draft) freeName(key string) (string, error) {
	names, err := d.names(key)
	for n := 1; ; n++ {
		if name := strconv.Itoa(n); !slices.Contains(names, name) {
			return name, err
		}
	}
}

// tree reads the JSON text that stands at a place; an empty tree where there is none.
func (d *draft) tree(w *write) (map[string]any, error) {
	tree := map[string]any{}
	switch text := w.after.(type) {
	case nil:
		// The dictionary may be written out as keys, which browsers understand as well.
		if w.File == "" && d.s.hasKey(w.Key+`\`+w.Name) {
			return nil, errTaken
		}
		return tree, nil
	case string:
		if unmarshal(text, &tree) != nil || tree == nil {
			return nil, errTaken
		}
	case []string: // how group policy writes text of many lines
		if unmarshal(strings.Join(text, "\n"), &tree) != nil || tree == nil {
			return nil, errTaken
		}
	default:
		return nil, errTaken
	}
	return tree, nil
}

// edit changes the JSON text at a place and leaves it in the form that it had. Text that becomes empty goes.
func (d *draft) edit(w *write, change func(map[string]any)) error {
	tree, err := d.tree(w)
	if err != nil {
		return err
	}
	change(tree)
	indent := ""
	if w.File != "" {
		indent = "  "
	}
	text, err := marshal(tree, indent)
	if w.File == "" {
		text = strings.TrimSpace(text)
	}
	switch _, lines := w.before.([]string); {
	case len(tree) == 0:
		w.after = nil
	case lines:
		w.after = []string{text}
	default:
		w.after = text
	}
	return err
}

// member gives what names lead to; nil for nothing.
func member(tree map[string]any, names []string) (any, error) {
	value, there := tree[names[0]]
	if !there || len(names) == 1 {
		return value, nil
	}
	below, isTree := value.(map[string]any)
	if !isTree {
		return nil, errTaken
	}
	return member(below, names[1:])
}

func setMember(tree map[string]any, names []string, value any) {
	if len(names) == 1 {
		tree[names[0]] = value
		return
	}
	below, isTree := tree[names[0]].(map[string]any)
	if !isTree {
		below = map[string]any{}
		tree[names[0]] = below
	}
	setMember(below, names[1:], value)
}

// dropMember takes a member away, and what is left empty above it.
func dropMember(tree map[string]any, names []string) {
	if below, isTree := tree[names[0]].(map[string]any); isTree && len(names) > 1 {
		dropMember(below, names[1:])
		if len(below) > 0 {
			return
		}
	}
	delete(tree, names[0])
}
