package setup

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

//go:embed browsers.yaml
var browsersYAML []byte

// browser is one browser and where it looks.
type browser struct {
	ID        string `yaml:"id"`
	Name      string `yaml:"name"`
	Family    string `yaml:"family"` // chromium or firefox
	Incognito string `yaml:"incognito"`
	Linux     places `yaml:"linux"`
	Windows   places `yaml:"windows"`
}

// places are paths in System.Root on Linux, keys of the registry on Windows.
type places struct {
	Program  []string `yaml:"program"`
	Hosts    string   `yaml:"hosts"`
	Policies string   `yaml:"policies"`
}

func (b browser) firefox() bool { return b.Family == "firefox" }

func (b browser) places(s System) places {
	if s.windows() {
		return b.Windows
	}
	return b.Linux
}

// appPaths is where Windows keeps what programs are installed for all users.
const appPaths = `SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\`

// present tells whether the browser is installed for everybody.
func (b browser) present(s System) bool {
	return slices.ContainsFunc(b.places(s).Program, func(program string) bool {
		if s.windows() {
			_, err := s.Registry.Names(appPaths + program)
			return err == nil
		}
		_, err := s.Root.Lstat(program)
		return err == nil
	})
}

// browsers gives those that there are for the system, whether installed or not: one installed tomorrow is set up, too.
func browsers(s System) ([]browser, error) {
	list, err := parseBrowsers(browsersYAML)
	return slices.DeleteFunc(list, func(b browser) bool { return b.places(s).Hosts == "" }), err
}

func parseBrowsers(data []byte) ([]browser, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var file struct {
		Browsers []browser `yaml:"browsers"`
	}
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("list of browsers: %w", err)
	}
	for i, b := range file.Browsers {
		if err := b.check(); err != nil {
			return nil, fmt.Errorf("list of browsers: entry %d: %w", i+1, err)
		}
	}
	return file.Browsers, nil
}

func (b browser) check() error {
	if b.ID == "" || b.Name == "" {
		return errors.New("no id or no name")
	}
	if b.Family != "chromium" && b.Family != "firefox" {
		return fmt.Errorf("unknown family %q", b.Family)
	}
	for _, p := range []places{b.Linux, b.Windows} {
		if (p.Hosts == "") != (p.Policies == "") || (p.Hosts == "") != (len(p.Program) == 0) {
			return errors.New("program, hosts and policies go together")
		}
	}
	return nil
}
