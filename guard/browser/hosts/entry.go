package hosts

import (
	"fmt"
	"strings"
)

// entry is a host of the list: "host", or "*.host" for it and all below it.
type entry string

func (e entry) check() error {
	host, ok := parse(e.name())
	if !ok || host != e.name() || !strings.Contains(host, ".") {
		return fmt.Errorf("the host %q can never match", e)
	}
	return nil
}

func (e entry) name() string { return strings.TrimPrefix(string(e), "*.") }

// has tells whether host is one of the entry's. It agrees with pattern as browsers read it
// (developer.chrome.com/docs/extensions/develop/concepts/match-patterns).
func (e entry) has(host string) bool {
	below := strings.HasPrefix(string(e), "*.") && strings.HasSuffix(host, "."+e.name())
	return host == e.name() || below
}

func (e entry) pattern() string { return "https://" + string(e) + "/*" }
