package vntext

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// viqrMarks is what punctuation after a vowel adds to it (RFC 1456, section 2).
var viqrMarks = map[byte]rune{
	'^': circumflex, '(': breve, '+': horn, '\'': acute, '`': grave, '?': hook, '~': tilde, '.': dot,
}

// decodeVIQR reads accents written as punctuation, in either order ("MA^.T", "MA.^T"), and dd for đ.
func decodeVIQR(s string) string {
	var b strings.Builder
	vowel, marks := byte(0), ""
	for i := range len(s) {
		c := s[i]
		if m := viqrMarks[c]; m != 0 && vowel != 0 && !strings.ContainsRune(marks, m) {
			marks += string(m)
			continue
		}
		b.WriteString(marks)
		vowel, marks = 0, ""
		if strings.IndexByte("aeiouyAEIOUY", c) >= 0 {
			vowel = c
		}
		b.WriteByte(c)
	}
	b.WriteString(marks)
	return dStroke.Replace(norm.NFC.String(b.String()))
}

var dStroke = strings.NewReplacer("DD", "Đ", "Dd", "Đ", "dD", "đ", "dd", "đ")
