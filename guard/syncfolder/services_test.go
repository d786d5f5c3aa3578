package syncfolder

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestExamples builds each made-up PC of services.yaml and looks for its folders with the places of that service only.
func TestExamples(t *testing.T) {
	list, err := load(servicesYAML)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if len(s.Examples) == 0 {
			t.Errorf("%s has no example", s.Name)
		}
		for i, e := range s.Examples {
			t.Run(fmt.Sprintf("%s %d", s.Name, i+1), func(t *testing.T) {
				root := tempDir(t)
				var want []Folder
				for _, path := range e.Found {
					want = append(want, Folder{s.Name, filepath.Join(root, filepath.FromSlash(path))})
				}
				got, err := find([]service{s}, e.build(t, root))
				checkProblem(t, err, e.Problem)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("found (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func checkProblem(t *testing.T, err error, part string) {
	t.Helper()
	switch {
	case part == "" && err != nil:
		t.Errorf("unexpected problem: %v", err)
	case part != "" && (err == nil || !strings.Contains(err.Error(), part)):
		t.Errorf("problem %v, want one with %q", err, part)
	}
}

// build makes the PC in root.
func (e example) build(t *testing.T, root string) Env {
	t.Helper()
	fill := func(s string) string { return strings.ReplaceAll(s, "${ROOT}", filepath.ToSlash(root)) }
	for _, path := range e.Folders {
		mkdir(t, filepath.Join(root, path))
	}
	for path, content := range e.Files {
		write(t, filepath.Join(root, path), fill(content))
	}
	env := Env{OS: e.On, Getenv: func(name string) string { return fill(e.Env[name]) }}
	for _, drive := range e.Drives {
		env.Drives = append(env.Drives, fill(drive))
	}
	reg := fakeRegistry{}
	for key, values := range e.Registry {
		reg[key] = map[string]string{}
		for name, text := range values {
			reg[key][name] = fill(text)
		}
	}
	env.Registry = reg
	return env
}

// fakeRegistry holds values by their keys; a key above another one is there too.
type fakeRegistry map[string]map[string]string

func (r fakeRegistry) Subkeys(key string) ([]string, error) {
	seen := map[string]bool{}
	var list []string
	for k := range r {
		rest, ok := strings.CutPrefix(k, key+`\`)
		name, _, _ := strings.Cut(rest, `\`)
		if ok && !seen[name] {
			seen[name] = true
			list = append(list, name)
		}
	}
	if list == nil {
		return nil, fs.ErrNotExist
	}
	return list, nil
}

func (r fakeRegistry) Values(key string) (map[string]string, error) {
	if values, ok := r[key]; ok {
		return values, nil
	}
	return nil, fs.ErrNotExist
}

func TestLoadRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"an unknown key":         "services: [{name: A, places: [{path: /a}], colour: red}]",
		"two kinds":              "services: [{name: A, places: [{path: /a, json: /b}]}]",
		"no kind":                "services: [{name: A, places: [{on: [linux]}]}]",
		"a file without a key":   "services: [{name: A, places: [{ini: /a}]}]",
		"a key without a file":   "services: [{name: A, places: [{path: /a, key: b}]}]",
		"a service with nothing": "services: [{name: A}]",
		"a service with no name": "services: [{places: [{path: /a}]}]",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := load([]byte(text)); err == nil {
				t.Error("loaded")
			}
		})
	}
}

// tempDir is a new folder without symbolic links in its path.
func tempDir(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func mkdir(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	mkdir(t, filepath.Dir(path))
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
