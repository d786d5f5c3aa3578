package dialog

import (
	"strings"
	"unicode"
)

// How many characters are shown of a word in a text and of a cell in a list. A name of a file may have 255 and would
// push the buttons off the screen; its start and its end say which file it is.
const (
	maxWord = 60
	maxCell = 120
)

// plain makes a text harmless to show: the parts of it that came from the name of a file may hold anything. Control
// characters, those that turn the direction of writing and those that cannot be seen (Unicode categories Cc and Cf)
// become U+FFFD, so that a name which plays tricks looks odd instead of innocent. Lines stay; long words are shortened.
func plain(s string) string {
	s = strings.Map(harmless, strings.ReplaceAll(s, "\r\n", "\n"))
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for i, line := range lines {
		words := strings.Split(line, " ")
		for j, word := range words {
			words[j] = shorten(word, maxWord)
		}
		lines[i] = strings.Join(words, " ")
	}
	return strings.Join(lines, "\n")
}

// oneLine makes a text harmless and folds its lines and spaces.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(harmless, s)), " ")
}

// harmless gives the character to show. An invalid byte comes as U+FFFD already.
func harmless(r rune) rune {
	switch {
	case r == '\n':
		return r
	case unicode.IsSpace(r): // also the line and paragraph separators
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf):
		return unicode.ReplacementChar
	}
	return r
}

// shorten takes out the middle of a text that has more than most characters.
func shorten(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	tail := (most - 1) / 2
	head := most - 1 - tail
	return string(runes[:head]) + "…" + string(runes[len(runes)-tail:])
}
