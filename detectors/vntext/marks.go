package vntext

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The combining marks of Vietnamese.
const (
	grave      = 0x300
	acute      = 0x301
	circumflex = 0x302
	tilde      = 0x303
	breve      = 0x306
	hook       = 0x309
	horn       = 0x31B
	dot        = 0x323
)

// composeMarks composes decomposed text. Marks that shape the vowel go before its tone: NFC alone keeps O + acute +
// circumflex as Ó with a circumflex on top, and never finds Ố.
func composeMarks(decomposed string) string {
	var b strings.Builder
	b.Grow(len(decomposed))
	var marks []rune
	flush := func() {
		slices.SortStableFunc(marks, func(x, y rune) int { return rank(x) - rank(y) })
		for _, m := range slices.Compact(marks) {
			b.WriteRune(m)
		}
		marks = marks[:0]
	}
	for _, r := range decomposed {
		if unicode.Is(unicode.Mn, r) {
			marks = append(marks, r)
			continue
		}
		flush()
		b.WriteRune(r)
	}
	flush()
	return oneSpace(norm.NFC.String(b.String()))
}

func rank(mark rune) int {
	switch mark {
	case circumflex, breve, horn:
		return 0
	}
	return 1
}

// oneSpace leaves one space where there were several; two where single letters stand around them, since those
// part spaced-out words.
func oneSpace(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	spaces := 0
	for _, r := range s {
		if r == ' ' {
			spaces++
			continue
		}
		if spaces > 0 {
			b.WriteString(strings.Repeat(" ", min(spaces, 2)))
			spaces = 0
		}
		b.WriteRune(r)
	}
	return b.String()
}
