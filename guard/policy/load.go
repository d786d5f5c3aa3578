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
	table, err := parseTable(defaultYAML)
	if err != nil {
		return Policy{}, fmt.Errorf("default policy: %w", err)
	}
	return newPolicy(table), nil
}

// Parse reads an office's policy file. Channels and rows that it does not name are those of the default. An unknown
// or repeated key and an unknown action are errors that name the line.
func Parse(data []byte) (Policy, error) {
	full, err := parseTable(defaultYAML)
	if err != nil {
		return Policy{}, fmt.Errorf("default policy: %w", err)
	}
	own, err := parseTable(data)
	if err != nil {
		return Policy{}, fmt.Errorf("policy: %w", err)
	}
	for ch, byRow := range own {
		maps.Copy(full[ch], byRow)
	}
	return newPolicy(full), nil
}

// file is the form of a policy file. Values are kept as nodes so that an error can name their line.
type file struct {
	Channels map[channelKey]map[rowKey]yaml.Node `yaml:"channels"`
}

func parseTable(data []byte) (map[event.Channel]map[Row]Action, error) {
	if len(data) > maxFileBytes {
		return nil, fmt.Errorf("file is larger than %d bytes", maxFileBytes)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var f file
	if err := dec.Decode(&f); err != nil && !errors.Is(err, io.EOF) { // an empty file changes nothing
		return nil, firstLine(err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one YAML document")
	}
	table := map[event.Channel]map[Row]Action{}
	for ch, byRow := range f.Channels {
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
