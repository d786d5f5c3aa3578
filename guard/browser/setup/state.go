package setup

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// Condition tells how it stands with one feature of one browser.
type Condition string

// The conditions, from the best to the worst.
const (
	None    Condition = "none"    // the browser has no such thing, or nothing is wanted
	OK      Condition = "ok"      // as it is to be
	Missing Condition = "missing" // not set, or not wholly: guard install browser does it
	Foreign Condition = "foreign" // somebody else has set it otherwise, which is never changed
)

// BrowserState is how it stands with one browser.
type BrowserState struct {
	ID, Name   string
	Present    bool // installed for all users; what one user installed for himself is not seen
	Conditions map[Feature]Condition
	Foreign    []string // the settings that somebody else has set otherwise
}

// Guarded tells whether nothing is missing.
func (b BrowserState) Guarded() bool {
	for _, c := range b.Conditions {
		if c == Missing || c == Foreign {
			return false
		}
	}
	return true
}

// State tells how it stands with each browser that the guard can set up on this system. It writes nothing and needs no
// rights.
func State(s System, o Options) ([]BrowserState, error) {
	list, err := browsers(s)
	if err != nil {
		return nil, err
	}
	var states []BrowserState
	for _, b := range list {
		state, err := b.state(s, o)
		if err != nil {
			return nil, err
		}
		states = append(states, state)
	}
	return states, nil
}

func (b browser) state(s System, o Options) (BrowserState, error) {
	state := BrowserState{ID: b.ID, Name: b.Name, Present: b.present(s), Conditions: map[Feature]Condition{}}
	for _, f := range Features() {
		state.Conditions[f] = None
	}
	tree, err := b.effective(s)
	if err != nil {
		return state, err
	}
	installed := Missing
	for _, p := range b.policies(s, o) {
		c := p.in(tree)
		if p.feature == "" {
			continue
		}
		if c == Foreign {
			state.Foreign = append(state.Foreign, p.name)
		}
		if p.feature == Installed { // any way in suffices
			installed = better(installed, c)
			continue
		}
		state.Conditions[p.feature] = worse(state.Conditions[p.feature], c)
	}
	state.Conditions[Installed] = installed
	state.Conditions[Host], err = b.hostCondition(s, o, tree)
	return state, err
}

// order is by how bad they are.
func order(c Condition) int { return slices.Index([]Condition{None, OK, Missing, Foreign}, c) }

func worse(a, b Condition) Condition {
	if order(b) > order(a) {
		return b
	}
	return a
}

func better(a, b Condition) Condition {
	if b == OK || a == Missing {
		return b
	}
	return a
}

// in tells how it stands with a policy among those in effect.
func (p policy) in(tree map[string]any) Condition {
	value, there := tree[p.name]
	if there && p.member != "" {
		entries, isTree := value.(map[string]any)
		if !isTree {
			return Foreign
		}
		value, there = entries[p.member]
	}
	wanted, isList := p.value.([]string)
	switch {
	case !there:
		return Missing
	case isList:
		items, ok := value.([]any)
		for _, w := range wanted {
			if !ok || !slices.ContainsFunc(items, func(item any) bool { return same(item, w) }) {
				return Missing
			}
		}
		return OK
	case same(value, p.value), p.feature == Installed && forced(value):
		return OK
	}
	return Foreign
}

// forced tells whether an administrator's own entry for the extension installs it, too.
func forced(value any) bool {
	entry, _ := value.(map[string]any)
	return entry["installation_mode"] == "force_installed"
}

// hostCondition tells whether the browser finds the guard.
func (b browser) hostCondition(s System, o Options, tree map[string]any) (Condition, error) {
	blocked := policy{name: "NativeMessagingBlocklist", value: []string{"*"}}.in(tree) == OK ||
		policy{name: "NativeMessagingBlocklist", value: []string{HostName}}.in(tree) == OK
	if blocked && (policy{name: "NativeMessagingAllowlist", value: []string{HostName}}).in(tree) != OK {
		return Foreign, nil
	}
	wanted, err := b.hosts(s, o)
	for _, t := range wanted {
		value, err := s.read(t.place)
		if err != nil || !same(value, t.Value) {
			return Missing, err
		}
	}
	return OK, err
}

// effective gives the policies that the browser takes, whoever set them.
func (b browser) effective(s System) (map[string]any, error) {
	switch {
	case s.windows():
		return s.registryTree(b.Windows.Policies)
	case b.firefox():
		folder, file := path.Split(b.Linux.Policies)
		whole, err := readFolder(s, path.Clean(folder), func(name string) bool { return name == file })
		tree, _ := whole["policies"].(map[string]any)
		return tree, err
	}
	return readFolder(s, b.Linux.Policies, func(string) bool { return true })
}

// registryTree gives what is below a key as JSON has it: keys of numbers are lists, text that is JSON is read.
func (s System) registryTree(key string) (map[string]any, error) {
	tree := map[string]any{}
	names, err := s.names(key)
	if err != nil || names == nil && !s.hasKey(key) {
		return tree, err
	}
	for _, name := range names {
		value, err := s.read(place{Key: key, Name: name})
		if err != nil {
			return nil, err
		}
		tree[name] = readValue(value)
	}
	keys, err := s.Registry.Subkeys(key)
	if err != nil {
		return nil, err
	}
	for _, name := range keys {
		below, err := s.registryTree(key + `\` + name)
		if err != nil {
			return nil, err
		}
		tree[name] = listOf(below)
	}
	return tree, nil
}

func readValue(value any) any {
	if lines, ok := value.([]string); ok {
		value = strings.Join(lines, "\n")
	}
	var tree map[string]any
	if text, ok := value.(string); ok && unmarshal(text, &tree) == nil && tree != nil {
		return tree
	}
	return value
}

// listOf makes a list of a dictionary whose names are numbers. Browsers read it from 1 on to the first that is missing.
func listOf(tree map[string]any) any {
	list := []any{}
	for n := 1; ; n++ {
		item, there := tree[strconv.Itoa(n)]
		if there {
			list = append(list, item)
			continue
		}
		if len(list) == 0 {
			return tree
		}
		return list
	}
}
