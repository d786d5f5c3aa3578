package export

import (
	"strconv"
	"strings"

	"giumat/guard/redact"
)

// shown gives s without characters that do not show, that break a line or that deceive. Nearly every text of an incident
// is plain ASCII and costs little.
func shown(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return s
	}
	return redact.Name(s)
}

// known gives a size, or nothing where it is not known.
func known(bytes int64) string {
	if bytes == 0 {
		return ""
	}
	return strconv.FormatInt(bytes, 10)
}
