// Package hosts says which service a page in a browser belongs to, from a list that is data, and gives the match
// patterns of the pages that the extension works on. It takes addresses as a browser writes them and refuses all that is
// no page of the web; it asks nobody and judges no document.
package hosts

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

//go:embed hosts.yaml
var hostsYAML []byte

// Kind is the sort of service.
type Kind string

// The kinds of services. The list's head says what each stands for.
const (
	Webmail  Kind = "webmail"
	Official Kind = "webmail_official"
	Chat     Kind = "chat"
	Share    Kind = "share"
)

// List is the services, in the order in which they are asked.
type List struct {
	services []service
}

type service struct {
	Name  string   `yaml:"name"`
	Kind  Kind     `yaml:"kind"`
	Hosts []entry  `yaml:"hosts"`
	Hit   []string `yaml:"hit"`  // examples for the test
	Miss  []string `yaml:"miss"` // and what must not be taken for any service's
}

// Default gives the list that comes with the program.
func Default() (*List, error) { return Load(hostsYAML) }

// Load reads a list in YAML. An unknown field, a kind that there is not, and a host that could never match are errors.
func Load(data []byte) (*List, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var file struct {
		Services []service `yaml:"services"`
	}
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("list of pages that take documents: %w", err)
	}
	for _, s := range file.Services {
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("list of pages that take documents: %q: %w", s.Name, err)
		}
	}
	return &List{file.Services}, nil
}

func (s service) check() error {
	if s.Name == "" || len(s.Hosts) == 0 {
		return errors.New("a service needs a name and hosts")
	}
	if !slices.Contains([]Kind{Webmail, Official, Chat, Share}, s.Kind) {
		return fmt.Errorf("there is no kind %q", s.Kind)
	}
	for _, e := range s.Hosts {
		if err := e.check(); err != nil {
			return err
		}
	}
	return nil
}

// Kind tells which service a page belongs to. It takes a page's address ("https://mail.google.com/mail/u/0/"), also that
// of a blob made by a page, or a bare host with or without a port. ok is false for a page of no service and for what is
// no address of the web; who has to judge an upload from there should be strict, as the extension works on pages of the
// list only.
func (l *List) Kind(urlOrHost string) (kind Kind, service string, ok bool) {
	host, ok := parse(urlOrHost)
	if !ok {
		return "", "", false
	}
	for _, s := range l.services {
		if slices.ContainsFunc(s.Hosts, func(e entry) bool { return e.has(host) }) {
			return s.Kind, s.Name, true
		}
	}
	return "", "", false
}

// Sets says which kinds count besides free webmail, which always does. The zero value is the usual choice: free webmail
// and official sites.
type Sets struct {
	NoOfficial  bool // leave official sites out
	Chat, Share bool
}

// Has tells whether pages of a kind count.
func (s Sets) Has(kind Kind) bool {
	switch kind {
	case Webmail:
		return true
	case Official:
		return !s.NoOfficial
	case Chat:
		return s.Chat
	case Share:
		return s.Share
	}
	return false
}

// Patterns gives the match patterns of the kinds in sets for an extension's manifest, such as "https://*.gov.vn/*", in
// order and each once.
func (l *List) Patterns(sets Sets) []string {
	var patterns []string
	for _, s := range l.services {
		if !sets.Has(s.Kind) {
			continue
		}
		for _, e := range s.Hosts {
			patterns = append(patterns, e.pattern())
		}
	}
	slices.Sort(patterns)
	return slices.Compact(patterns)
}
