package installer

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// withSummary puts into settings where summaries go, and leaves the rest and its comments. An address is a folder, a
// share, or smtp://HOST[:PORT]?from=A&to=B[&tls=starttls|implicit]; several to= may stand there.
func withSummary(settings []byte, address string) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(settings, &doc); err != nil {
		return nil, err
	}
	comments := doc.Kind == 0 // and nothing else
	if comments {
		doc = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
	}
	root := doc.Content[0]
	report, err := child(root, "report")
	if err != nil {
		return nil, err
	}
	changed := false
	set := func(in *yaml.Node, key string, value any) error {
		different, err := setValue(in, key, value)
		changed = changed || different
		return err
	}
	if strings.HasPrefix(address, "smtp:") {
		err = setMail(report, address, set)
	} else if !filepath.IsAbs(address) && !strings.HasPrefix(address, `\\`) {
		err = errors.New("it is neither a whole path nor an address of smtp")
	} else {
		err = set(report, "folder", address)
	}
	if err != nil || !changed {
		return settings, err
	}
	var out bytes.Buffer
	if comments && len(settings) > 0 {
		out.Write(append(bytes.TrimRight(settings, "\n"), '\n'))
	}
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	err = enc.Encode(&doc)
	return out.Bytes(), errors.Join(err, enc.Close())
}

// setMail sets the keys of report.smtp that an address names, and no other.
func setMail(report *yaml.Node, address string, set func(in *yaml.Node, key string, value any) error) error {
	u, err := url.Parse(address)
	if err != nil {
		return errors.New("it is no address")
	}
	query := u.Query()
	for key := range query {
		if key != "from" && key != "to" && key != "tls" {
			return fmt.Errorf("%q is none of from, to and tls", key)
		}
	}
	if u.Scheme != "smtp" || u.Hostname() == "" || u.User != nil || u.Path != "" && u.Path != "/" || query.Get("from") == "" || len(query["to"]) == 0 {
		return errors.New("write smtp://HOST[:PORT]?from=A&to=B")
	}
	smtp, err := child(report, "smtp")
	if err != nil {
		return err
	}
	port, tls := 0, query.Get("tls")
	if u.Port() != "" {
		if _, err := fmt.Sscan(u.Port(), &port); err != nil {
			return fmt.Errorf("%q is no port", u.Port())
		}
	}
	if tls == "" {
		tls = "starttls"
	}
	if query.Get("tls") == "" && port == 465 { // the port of implicit TLS (RFC 8314, section 3.3)
		tls = "implicit"
	}
	return errors.Join(set(smtp, "host", u.Hostname()), set(smtp, "port", port), set(smtp, "tls", tls),
		set(smtp, "from", query.Get("from")), set(smtp, "to", query["to"]))
}

// child gives the mapping at a key of another, and makes it where there is none.
func child(in *yaml.Node, key string) (*yaml.Node, error) {
	if in.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("line %d of the settings: it should be keys and values", in.Line)
	}
	if at := find(in, key); at != nil && at.Tag != "!!null" {
		if at.Kind != yaml.MappingNode {
			return nil, fmt.Errorf("line %d of the settings: it should be keys and values", at.Line)
		}
		return at, nil
	} else if at != nil {
		*at = yaml.Node{Kind: yaml.MappingNode}
		return at, nil
	}
	made := &yaml.Node{Kind: yaml.MappingNode}
	in.Content = append(in.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, made)
	return made, nil
}

// setValue sets a key of a mapping, and tells whether it was otherwise. Comments at the value stay.
func setValue(in *yaml.Node, key string, value any) (changed bool, err error) {
	var next yaml.Node
	if err := next.Encode(value); err != nil {
		return false, err
	}
	at := find(in, key)
	if at == nil {
		in.Content = append(in.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, &next)
		return true, nil
	}
	was, err := yaml.Marshal(at)
	if err != nil {
		return false, err
	}
	will, err := yaml.Marshal(&next)
	if err != nil {
		return false, err
	}
	if equalValues(was, will) {
		return false, nil
	}
	next.HeadComment, next.LineComment, next.FootComment = at.HeadComment, at.LineComment, at.FootComment
	*at = next
	return true, nil
}

// equalValues compares two texts of YAML, however they are written.
func equalValues(a, b []byte) bool {
	var va, vb any
	return yaml.Unmarshal(a, &va) == nil && yaml.Unmarshal(b, &vb) == nil && fmt.Sprint(va) == fmt.Sprint(vb)
}

func find(in *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(in.Content); i += 2 {
		if in.Content[i].Value == key {
			return in.Content[i+1]
		}
	}
	return nil
}
