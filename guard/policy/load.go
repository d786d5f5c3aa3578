package policy

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"giumat/guard/event"
)

// maxFileBytes bounds a policy file. The default, comments and all, is about 2 KiB.
const maxFileBytes = 1 << 20

//go:embed default.yaml
var defaultYAML []byte

// Default is the policy that is embedded in the program.
func Default() (Policy, error) {
	f, err := parseFile(defaultYAML)
	if err != nil {
		return Policy{}, fmt.Errorf("default policy: %w", err)
	}
	return f.policy(), nil
}

// Parse reads an office's policy file. Channels and rows that it does not name are those of the default; a list of
// heightened periods stands instead of the default's. An unknown or repeated key, an unknown action and an impossible
// date are errors that name the line.
func Parse(data []byte) (Policy, error) {
	full, err := parseFile(defaultYAML)
	if err != nil {
		return Policy{}, fmt.Errorf("default policy: %w", err)
	}
	own, err := parseFile(data)
	if err != nil {
		return Policy{}, fmt.Errorf("policy: %w", err)
	}
	for ch, byRow := range own.table {
		maps.Copy(full.table[ch], byRow)
	}
	if own.Heightened != nil {
		full.Heightened = own.Heightened
	}
	if own.Contact != "" {
		full.Contact = own.Contact
	}
	return full.policy(), nil
}

// file is the form of a policy file. Actions are kept as nodes so that an error can name their line.
type file struct {
	Channels   map[channelKey]map[rowKey]yaml.Node `yaml:"channels"`
	Heightened []named                             `yaml:"heightened"`
	Contact    string                              `yaml:"contact"`

	table map[event.Channel]map[Row]Action // of Channels
}

func (f file) policy() Policy {
	p := newPolicy(f.table)
	p.heightened, p.contact = f.Heightened, f.Contact
	return p
}

func parseFile(data []byte) (file, error) {
	var f file
	if len(data) > maxFileBytes {
		return f, fmt.Errorf("file is larger than %d bytes", maxFileBytes)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&f); err != nil && !errors.Is(err, io.EOF) { // an empty file changes nothing
		return f, firstLine(err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return f, errors.New("more than one YAML document")
	}
	for _, n := range f.Heightened {
		if err := n.check(); err != nil {
			return f, err
		}
	}
	var err error
	f.table, err = parseTable(f.Channels)
	return f, err
}

func parseTable(channels map[channelKey]map[rowKey]yaml.Node) (map[event.Channel]map[Row]Action, error) {
	table := map[event.Channel]map[Row]Action{}
	for ch, byRow := range channels {
		table[event.Channel(ch)] = map[Row]Action{}
		for row, node := range byRow {
			action, err := parseAction(word(node))
			if err != nil {
				return nil, fmt.Errorf("line %d: %s: %s: %w", node.Line, ch, row, err)
			}
			table[event.Channel(ch)][Row(row)] = action
		}
	}
	return table, nil
}

// word is the text of a plain value; anything else is none.
func word(n yaml.Node) string {
	if n.Kind == yaml.AliasNode {
		n = *n.Alias
	}
	if n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// firstLine makes one line of the decoder's list of errors.
func firstLine(err error) error {
	if list, ok := errors.AsType[*yaml.TypeError](err); ok && len(list.Errors) > 0 {
		return errors.New(list.Errors[0])
	}
	return err
}

// channelKey and rowKey refuse words that the table does not have, where the decoder still knows the line.
type (
	channelKey event.Channel
	rowKey     Row
)

// UnmarshalYAML accepts the name of a channel.
func (k *channelKey) UnmarshalYAML(n *yaml.Node) error {
	if !slices.Contains(channels, event.Channel(n.Value)) {
		return fmt.Errorf("line %d: unknown channel %q, want one of %q", n.Line, clip(n.Value), channels)
	}
	*k = channelKey(n.Value)
	return nil
}

// UnmarshalYAML accepts the name of a row.
func (k *rowKey) UnmarshalYAML(n *yaml.Node) error {
	if !slices.Contains(rows, Row(n.Value)) {
		return fmt.Errorf("line %d: unknown row %q, want one of %q", n.Line, clip(n.Value), rows)
	}
	*k = rowKey(n.Value)
	return nil
}
