package deliver

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/net/idna"
)

//go:embed freemail.yaml
var freemailYAML []byte

// domains is what the program knows of the domains that mail goes to.
type domains struct {
	Services   []service `yaml:"services"`
	Official   service   `yaml:"official"`
	Registries []string  `yaml:"registries"`
}

// service is a name for a set of domains.
type service struct {
	Name    string   `yaml:"name"`
	Domains []string `yaml:"domains"`
	Except  []string `yaml:"except"`
	Hit     []string `yaml:"hit"`  // examples for the test
	Miss    []string `yaml:"miss"` // and what must not be taken for one
}

func loadDomains() (domains, error) {
	dec := yaml.NewDecoder(bytes.NewReader(freemailYAML))
	dec.KnownFields(true)
	var d domains
	if err := dec.Decode(&d); err != nil {
		return domains{}, fmt.Errorf("embedded list of free-mail services: %w", err)
	}
	return d, nil
}

// freeMail names the free-mail service that a domain in canonical form belongs to, or gives "".
func (d domains) freeMail(domain string) string {
	i := slices.IndexFunc(d.Services, func(s service) bool { return s.has(domain) })
	if i < 0 {
		return ""
	}
	return d.Services[i].Name
}

func (s service) has(domain string) bool {
	covers := func(entry string) bool { return below(domain, entry) }
	return slices.ContainsFunc(s.Domains, covers) && !slices.ContainsFunc(s.Except, covers)
}

// below tells whether domain is entry or lies below it.
func below(domain, entry string) bool {
	if brand, any := strings.CutSuffix(entry, ".*"); any {
		return ofBrand(domain, brand)
	}
	return domain == entry || strings.HasSuffix(domain, "."+entry)
}

// ofBrand tells whether domain is, or lies below, brand.END, where END is a country's or another top domain, or such a
// one with com, co, net or org before it.
func ofBrand(domain, brand string) bool {
	labels := strings.Split(domain, ".")
	n := len(labels)
	if n >= 3 && labels[n-3] == brand && slices.Contains([]string{"com", "co", "net", "org"}, labels[n-2]) {
		return true
	}
	return n >= 2 && labels[n-2] == brand
}

// canonical gives a domain as it is compared: ASCII, in small letters, without the dot at its end. What looks like
// another letter becomes that letter or xn-- (UTS 46, as browsers do), so that no spelling hides a service.
func canonical(domain string) (string, error) {
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil {
		return "", fmt.Errorf("%q is not a domain name", domain)
	}
	ascii = strings.TrimSuffix(ascii, ".")
	labels := strings.Split(ascii, ".")
	if len(labels) < 2 || slices.Contains(labels, "") {
		return "", fmt.Errorf("%q is not a whole domain name", domain)
	}
	if strings.Trim(labels[len(labels)-1], "0123456789") == "" {
		return "", errors.New("a number is not a domain name")
	}
	return ascii, nil
}
