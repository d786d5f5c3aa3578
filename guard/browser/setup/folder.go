package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"strings"
)

// policyName is our file among those of a Chromium browser on Linux.
const policyName = "giumat.json"

// policyFile is our file of policies. Chromium takes a policy that two files set from the one whose name comes last and
// does not merge them (ConfigDirPolicyLoader), so that what another file sets is left out of ours.
func (b browser) policyFile(s System, policies []policy) (own, left []setting, err error) {
	others, err := readFolder(s, b.Linux.Policies, func(name string) bool { return name != policyName })
	if err != nil {
		return nil, nil, err
	}
	ours := map[string]any{}
	for _, p := range policies {
		names := []string{p.name}
		if p.member != "" {
			names = append(names, p.member)
		}
		if _, taken := others[p.name]; !taken {
			setMember(ours, names, p.value)
		} else if p.in(others) != OK {
			left = append(left, setting{place{File: b.Linux.Policies, Member: names}, p.value})
		}
	}
	if len(ours) == 0 {
		return nil, left, nil
	}
	text, err := marshal(ours, "  ")
	return []setting{{place: place{File: path.Join(b.Linux.Policies, policyName)}, Value: text}}, left, err
}

// readFolder gives what the policy files of a folder say together. One that is no JSON is passed over, as browsers do.
func readFolder(s System, folder string, which func(name string) bool) (map[string]any, error) {
	together := map[string]any{}
	entries, err := fs.ReadDir(s.Root.FS(), folder) // sorted by name
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the policies in %q: %w", s.place(folder), err)
	}
	for _, e := range entries {
		if !which(e.Name()) || !strings.HasSuffix(e.Name(), ".json") {
			continue
		}
		data, err := s.Root.ReadFile(path.Join(folder, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read the policies in %q: %w", s.place(folder), err)
		}
		var tree map[string]any
		if unmarshal(string(data), &tree) == nil {
			maps.Copy(together, tree)
		}
	}
	return together, nil
}
