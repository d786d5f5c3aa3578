package unprotected

import (
	"bytes"
	_ "embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed browsers.yaml
var browsersYAML []byte

// kind is what a browser descends from.
type kind string

const (
	chromium kind = "chromium"
	firefox  kind = "firefox"
	other    kind = "other"
)

// table is the browsers that are known.
type table struct {
	Browsers []entry `yaml:"browsers"`
}

type entry struct {
	Name     string   `yaml:"name"`
	Kind     kind     `yaml:"kind"`
	Programs []string `yaml:"programs"`
	Folder   string   `yaml:"folder"`
}

func loadTable() (table, error) {
	dec := yaml.NewDecoder(bytes.NewReader(browsersYAML))
	dec.KnownFields(true)
	var t table
	if err := dec.Decode(&t); err != nil {
		return t, fmt.Errorf("list of browsers' programs: %w", err)
	}
	return t, nil
}

// running is the process of a browser that its windows belong to.
type running struct {
	Process
	name string
	kind kind
}

// browsers gives the browsers among the processes, without those that a browser starts to help it.
func (t table) browsers(list []Process) []running {
	programs := map[int]string{} // of the browsers' processes
	var all, found []running
	for _, p := range list {
		if e, ok := t.of(p.Program); ok {
			programs[p.PID] = p.Program
			all = append(all, running{p, e.Name, e.Kind})
		}
	}
	for _, r := range all {
		// The arguments alone would be too easy to make: a helper's parent is its browser or another helper.
		if programs[r.Parent] != r.Program || !r.helper() {
			found = append(found, r)
		}
	}
	return found
}

// of finds the browser that a program belongs to.
func (t table) of(program string) (entry, bool) {
	program = strings.ToLower(strings.ReplaceAll(program, `\`, "/"))
	name := strings.TrimSuffix(path.Base(program), ".exe")
	i := slices.IndexFunc(t.Browsers, func(e entry) bool {
		return strings.Contains(program, e.Folder) && slices.ContainsFunc(e.Programs, func(pattern string) bool {
			fits, _ := path.Match(pattern, name)
			return fits
		})
	})
	if i < 0 {
		return entry{}, false
	}
	return t.Browsers[i], true
}

// helper tells whether the arguments are those of a process that draws pages, plays sound and so on. On Linux many
// helpers write all of theirs into the first.
func (r running) helper() bool {
	all := strings.Join(r.Args, " ")
	return len(r.Args) == 0 || strings.Contains(all, " --type=") || strings.Contains(all, " -contentproc ")
}

// flag tells what on the command line keeps the extension away; empty for nothing.
func (r running) flag() Reason {
	for _, arg := range r.options() {
		name, value, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
		switch {
		case r.kind == firefox && name == "safe-mode":
			return SafeMode
		case r.kind == firefox && (name == "private" || name == "private-window"):
			return Incognito
		case r.kind != chromium:
		case name == "load-extension" && !systems(value):
			return OwnExtension
		case strings.HasPrefix(name, "disable-extensions"): // or -except
			return ExtensionsOff
		case name == "guest":
			return Guest
		case name == "incognito", name == "inprivate":
			return Incognito
		}
	}
	return ""
}

// systems tells whether all the extensions of a list lie where only an administrator can put them: Debian starts
// Chromium with those of its packages, often none.
func systems(list string) bool {
	for folder := range strings.SplitSeq(list, ",") {
		folder = strings.TrimSpace(folder)
		if folder != "" && !strings.HasPrefix(path.Clean(folder), "/usr/share/") {
			return false
		}
	}
	return true
}

// windowless tells whether the browser may run in the background, as Edge does from the start of the PC: it has loaded
// no profile then, and no extension. With a profile folder of one's own choice that is no excuse.
func (r running) windowless() bool {
	has := func(option string) bool {
		return slices.ContainsFunc(r.options(), func(arg string) bool { return strings.HasPrefix(arg, option) })
	}
	return has("--no-startup-window") && !has("--user-data-dir")
}

// options are the arguments that begin with a dash, before the one that ends them.
func (r running) options() []string {
	var list []string
	for _, arg := range r.Args[min(1, len(r.Args)):] {
		if arg == "--" {
			break
		}
		if strings.HasPrefix(arg, "-") {
			list = append(list, arg)
		}
	}
	return list
}
