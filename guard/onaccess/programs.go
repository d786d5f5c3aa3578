package onaccess

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"path"

	"giumat/guard/event"

	"go.yaml.in/yaml/v3"
)

//go:embed programs.yaml
var programsYAML []byte

// Programs knows by which channel a program would take a file away. The zero value knows none.
type Programs struct{ groups []programGroup }

type programGroup struct {
	Channel event.Channel `yaml:"channel"`
	Names   []string      `yaml:"names"` // patterns for path.Match
}

// DefaultPrograms is the list that comes with the guard, programs.yaml.
func DefaultPrograms() (Programs, error) { return ParsePrograms(programsYAML) }

// ParsePrograms reads a list in the form of programs.yaml. An unknown key or channel, or a pattern that path.Match does
// not understand, is an error.
func ParsePrograms(data []byte) (Programs, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var file struct {
		Programs []programGroup `yaml:"programs"`
	}
	if err := dec.Decode(&file); err != nil && !errors.Is(err, io.EOF) { // EOF: nothing but comments
		return Programs{}, fmt.Errorf("list of programs: %w", err)
	}
	for i, g := range file.Programs {
		if err := g.check(); err != nil {
			return Programs{}, fmt.Errorf("list of programs: entry %d: %w", i+1, err)
		}
	}
	return Programs{file.Programs}, nil
}

func (g programGroup) check() error {
	switch g.Channel {
	case event.Webmail, event.Chat, event.SyncFolder, event.Clipboard:
	default:
		return fmt.Errorf("unknown channel %q", g.Channel)
	}
	if len(g.Names) == 0 {
		return errors.New("no names")
	}
	for _, name := range g.Names {
		if _, err := path.Match(name, ""); err != nil || name == "" {
			return fmt.Errorf("%q is no pattern for a name", name)
		}
	}
	return nil
}

// Channel tells by which channel the program with the file name base would take a file away; ok is false for a program
// that is not listed. The first entry that matches counts.
func (p Programs) Channel(base string) (ch event.Channel, ok bool) {
	for _, g := range p.groups {
		for _, name := range g.Names {
			if matched, _ := path.Match(name, base); matched {
				return g.Channel, true
			}
		}
	}
	return "", false
}
