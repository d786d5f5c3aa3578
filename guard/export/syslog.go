package export

import (
	"fmt"
	"strings"

	"giumat/guard/incident"
)

// syslogHeader writes all of a syslog line but its message (RFC 5424, section 6): "<PRI>1 TIME HOST giumat - CLASS -".
//
// The message that follows begins with "CEF:" and not with the byte order mark that section 6.4 wants before UTF-8:
// readers of CEF look for those letters at the start, and know that CEF is always UTF-8. By the grammar it is MSG-ANY.
func syslogHeader(in incident.Incident, a alert) string {
	const (
		facility   = 13                            // log audit (section 6.2.1, table 1)
		timeFormat = "2006-01-02T15:04:05.000000Z" // microseconds at most (section 6.2.3)
		maxHost    = 255                           // section 6.2.4
		maxID      = 32                            // section 6.2.7
	)
	return fmt.Sprintf("<%d>1 %s %s giumat - %s -", facility*8+syslogSeverity(a.severity),
		in.Time.UTC().Format(timeFormat), printable(in.Host, maxHost), printable(a.class, maxID))
}

// syslogSeverity turns a severity of CEF into one of syslog (section 6.2.1, table 2).
func syslogSeverity(severity int) int {
	switch {
	case severity >= 9:
		return 2 // critical
	case severity >= 7:
		return 3 // error
	case severity >= 4:
		return 4 // warning
	}
	return 5 // notice
}

// printable gives s as a header field of syslog: ASCII without spaces (section 6, PRINTUSASCII), "-" for nothing.
func printable(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if r < '!' || r > '~' {
			return '_'
		}
		return r
	}, s)
	if s == "" {
		return "-"
	}
	return s[:min(len(s), most)]
}
