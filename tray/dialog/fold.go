//go:build !windows

package dialog

import (
	"strings"
	"unicode/utf8"
)

// foldAt is where a line is broken, in characters: zenity would run a long one over the whole screen. foldedWidth is
// about that many characters of the usual font, in pixels.
const (
	foldAt      = 72
	foldedWidth = 520
)

// fold breaks long lines at their spaces.
func fold(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = foldLine(line)
	}
	return strings.Join(lines, "\n")
}

func foldLine(line string) string {
	var b strings.Builder
	length := 0
	for i, word := range strings.Split(line, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case length+1+n > foldAt:
			b.WriteByte('\n')
			length = 0
		default:
			b.WriteByte(' ')
			length++
		}
		b.WriteString(word)
		length += n
	}
	return b.String()
}
