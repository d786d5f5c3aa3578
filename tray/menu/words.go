package menu

import (
	"strconv"
	"strings"
	"unicode"

	"giumat/guard/texts"
)

// maxTooltip is what Windows shows of a tooltip (NOTIFYICONDATAW.szTip holds 128 characters with its end).
const maxTooltip = 120

// line makes a text fit for a row: names of files may hold anything. Characters that control, turn the direction of
// writing or cannot be seen (Unicode categories Cc and Cf) become U+FFFD, so that tricks look odd.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf):
			return unicode.ReplacementChar
		}
		return r
	}, s)
	return shorten(s, maxText)
}

// shorten takes out the middle of a text that has more than most characters.
func shorten(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	tail := (most - 1) / 2
	return string(runes[:most-1-tail]) + "…" + string(runes[len(runes)-tail:])
}

// Count writes a number with the language's own mark between thousands.
func Count(t *texts.Catalog, n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + t.Say("tray_thousands") + text[i:]
	}
	return text
}
