// Package vntext reads Vietnamese text in the forms it has been stored in: Unicode composed, decomposed or mixed,
// TCVN3 (ABC) and VNI fonts of the years before Unicode, VIQR, letters replaced by look-alikes of other scripts,
// spaced-out words, words without their accents. It takes one line and gives back the ways it can be read. It never
// decides what a line means, and knows nothing of documents.
package vntext

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Fold gives the text that patterns are matched with. It composes letters (NFC), repairs accents put in the wrong
// order, replaces look-alike and full-width letters, drops characters of no width, makes one space of any white
// space, and joins words written with a space, dot, hyphen or underscore after each letter. The case is kept,
// because it tells a mark from an ordinary word. Folding twice changes nothing more.
func Fold(s string) string {
	if isPlain(s) {
		return joinSpaced(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(width.Fold.String(dropInvisible(s))) {
		b.WriteRune(latin(r))
	}
	return joinSpaced(strings.TrimSpace(composeMarks(b.String())))
}

// isPlain tells whether s needs no folding: composed Latin letters, ASCII and common punctuation, without double,
// leading or trailing spaces. Nearly every line is of this kind, and it saves nine tenths of the time.
func isPlain(s string) bool {
	space := true
	for _, r := range s {
		switch {
		case r == ' ' && space, r < ' ', r == 0x7F:
			return false
		case r < 0x7F:
		case r == 'Ð' || r == 'Ɖ':
			return false
		case r >= 0xC0 && r < 0x250, r >= 0x1E00 && r < 0x1F00: // all are their own NFC
		case r == '–', r >= 0x2018 && r <= 0x201D, r == '…', r == '•':
		default:
			return false
		}
		space = r == ' '
	}
	return !space || s == ""
}

func dropInvisible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 0xAD, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2064, r == 0xFEFF:
			return -1
		case unicode.IsSpace(r), r < ' ', r >= 0x2000 && r <= 0x200A:
			return ' '
		}
		return r
	}, s)
}

// Letters gives only the letters and digits of a folded text, in their case: what a frame, quotation marks or any
// spacing around a word do not change.
func Letters(folded string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, folded)
}

// IsUpper tells whether s has letters and none of them is a small one.
func IsUpper(s string) bool {
	letters := false
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		letters = letters || unicode.IsUpper(r)
	}
	return letters
}
