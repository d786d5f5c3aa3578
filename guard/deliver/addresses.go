package deliver

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// localForm is the part of an address before the @, kept plain: no quotes, comments, or % and ! that hide a second
// address for the server to send on to.
var localForm = regexp.MustCompile(`^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*$`)

// checkFrom refuses a sender at a free-mail service.
func (d domains) checkFrom(address string) error {
	_, err := d.domainOf(address)
	return err
}

// domainOf gives the domain of a plain address that is not at a free-mail service.
func (d domains) domainOf(address string) (string, error) {
	local, domain, ok := strings.Cut(address, "@")
	if !ok || !localForm.MatchString(local) || len(address) > 254 { // RFC 5321, section 4.5.3.1.3
		return "", fmt.Errorf("%q is not a plain address like ten@coquan.gov.vn", address)
	}
	return d.domainOfOffice(address, domain)
}

// domainOfOffice gives a domain in canonical form. It refuses one of free mail in whatever spelling, and then any
// spelling but the plain one.
func (d domains) domainOfOffice(said, domain string) (string, error) {
	name, err := canonical(domain)
	if err != nil {
		return "", err
	}
	if service := d.freeMail(name); service != "" {
		return "", fmt.Errorf("%q belongs to a free-mail service (%s); reports never go there", said, service)
	}
	if name != strings.ToLower(domain) {
		return "", fmt.Errorf("%q: write the domain plainly: %s", said, name)
	}
	return name, nil
}

// checkTo refuses a receiver at a free-mail service, and one that is not at an official domain or one that the office
// has named.
func (d domains) checkTo(address string, alsoAllowed []string) error {
	domain, err := d.domainOf(address)
	if err != nil {
		return err
	}
	ofOffice := func(own string) bool { return d.checkAllowed(own) == nil && below(domain, strings.ToLower(own)) }
	if d.Official.has(domain) || slices.ContainsFunc(alsoAllowed, ofOffice) {
		return nil
	}
	return fmt.Errorf("%q is not an official address (%s); an office's other domain can be named in also_allowed",
		address, strings.Join(d.Official.Domains, ", "))
}

// checkAllowed refuses, as a domain of an office, one of free mail and one under which anyone may have a domain.
func (d domains) checkAllowed(domain string) error {
	name, err := d.domainOfOffice(domain, domain)
	if err != nil {
		return err
	}
	if slices.Contains(d.Registries, name) {
		return fmt.Errorf("%q is not one office's domain: anyone may have a domain under it", domain)
	}
	return nil
}

// checkHost refuses the mail server of a free-mail service. A server may be named by its IP address.
func (d domains) checkHost(host string) error {
	if host == "" {
		return errors.New("name the office's mail server")
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return nil
	}
	_, err := d.domainOfOffice(host, host)
	return err
}
