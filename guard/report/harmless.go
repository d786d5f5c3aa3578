package report

import (
	"strings"

	"giumat/guard/incident"
	"giumat/guard/redact"
)

// The longest texts that a report holds, in characters.
const (
	maxText   = 200
	maxReason = 1000
)

// harmless gives the entry with texts of one line and of bounded length, of a file's name no more than the record
// would hold, whoever wrote it; applied twice it changes nothing more.
func (e Entry) harmless() Entry {
	e.Time = e.Time.UTC()
	e.Name, e.Original = incident.Shorten(e.Name), incident.Shorten(e.Original)
	e.Reason = text(strings.Join(strings.Fields(e.Reason), " "), maxReason)
	for _, s := range []*string{
		&e.ID, &e.Kind, &e.Rule, &e.Place, &e.User, &e.Host, &e.Device, &e.QuarantineID, &e.Program,
		&e.Drive.Label, &e.Drive.Volume, &e.Drive.Serial,
	} {
		*s = text(*s, maxText)
	}
	return e
}

func (u Unit) harmless() Unit {
	for _, s := range []*string{&u.Parent, &u.Name, &u.Symbol, &u.Place, &u.To, &u.Signer, &u.Contact} {
		*s = text(*s, maxText)
	}
	return u
}

func (m Machine) harmless() Machine {
	for _, s := range []*string{&m.Host, &m.Version, &m.Policy} {
		*s = text(*s, maxText)
	}
	m.Rules, m.Chain, m.Log = text(m.Rules, maxReason), text(m.Chain, maxReason), text(m.Log, maxReason) // lists of packs, sentences
	return m
}

// text is s as one line of at most so many characters, without any that do not show or that deceive.
func text(s string, most int) string {
	if len(s) <= most && isPlain(s) {
		return s // the usual case: a million incidents have ten million of these
	}
	return shorten(redact.Name(s), most)
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// shorten cuts s to at most so many characters.
func shorten(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return s
}

// isWord tells whether s can be one of our words for a channel or an outcome, of this program or a later one: such a
// word can be shown anywhere and can do nothing.
func isWord(s string) bool {
	const longest = 40
	notOurs := func(r rune) bool { return !(r >= 'a' && r <= 'z' || r == '_' || r >= '0' && r <= '9') }
	return s != "" && len(s) <= longest && !strings.ContainsFunc(s, notOurs)
}

// isHash tells whether s is a SHA-256 in hex, or empty.
func isHash(s string) bool {
	notHex := func(r rune) bool { return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'f') }
	return s == "" || len(s) == 64 && !strings.ContainsFunc(s, notHex)
}
