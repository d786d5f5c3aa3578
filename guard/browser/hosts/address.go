package hosts

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// mapping makes the ASCII form of a host as browsers do (UTS 46), which also allows what a strict reading of the rules
// for names would not, such as an underscore.
var mapping = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// parse gives the host of an address in the form in which hosts are compared: ASCII, in small letters, without user, port
// and the dot at its end.
func parse(urlOrHost string) (host string, ok bool) {
	address := strings.TrimPrefix(urlOrHost, "blob:")
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !utf8.ValidString(u.Host) {
		return "", false
	}
	host, err = mapping.ToASCII(u.Hostname())
	if err != nil {
		return "", false
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if !isName(host) || isNumber(host) {
		return "", false
	}
	return host, true
}

// isName tells whether a mapped host is made of what names are made of.
func isName(host string) bool {
	other := func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-_.", r) }
	return host != "" && !strings.ContainsFunc(host, other)
}

// isNumber tells an IP address from a name; no service is known by one.
func isNumber(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}
