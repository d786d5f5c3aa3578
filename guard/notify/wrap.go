package notify

import (
	"strings"
	"unicode/utf8"
)

// columns is the width that every terminal has.
const columns = 80

// wrap breaks lines at spaces so that none is wider than columns, and indents what follows like the line it is of.
// A word that is wider stays whole, so that a file's name can be copied.
func wrap(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		out.WriteString(indent)
		at := len(indent)
		for i, word := range strings.Split(line[len(indent):], " ") {
			width := utf8.RuneCountInString(strings.TrimSuffix(word, "\n"))
			switch {
			case i == 0:
			case at+1+width > columns:
				out.WriteString("\n" + indent)
				at = len(indent)
			default:
				out.WriteByte(' ')
				at++
			}
			out.WriteString(word)
			at += width
		}
	}
	return out.String()
}
