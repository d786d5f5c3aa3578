package vntext

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// VNI-Windows letters that are one byte; the two strings run side by side.
const (
	vniSingle   = "ÔÖÍÌÆÓÒÎÑôöíìæóòîñ"
	vniSingleTo = "ƠƯÍÌỈĨỊỴĐơưíìỉĩịỵđ"
)

var vniLetters = pairs(vniSingle, vniSingleTo)

// vniMarks says what the byte after a vowel adds to it. Bytes of capitals are listed; small ones are 0x20 higher.
var vniMarks = map[rune]string{
	0xD9: "\u0301", 0xD8: "\u0300", 0xDB: "\u0309", 0xD5: "\u0303", 0xCF: "\u0323",
	0xC2: "\u0302", 0xC1: "\u0302\u0301", 0xC0: "\u0302\u0300", 0xC5: "\u0302\u0309", 0xC3: "\u0302\u0303", 0xC4: "\u0302\u0323",
	0xCA: "\u0306", 0xC9: "\u0306\u0301", 0xC8: "\u0306\u0300", 0xDA: "\u0306\u0309", 0xDC: "\u0306\u0303", 0xCB: "\u0306\u0323",
}

// decodeVNI reads a vowel with the mark after it before it reads single letters. A small mark after a capital
// vowel, and the reverse, are accepted: drafters mixed them.
func decodeVNI(s string) string {
	in := []rune(s)
	out := make([]rune, 0, len(in))
	for i := 0; i < len(in); i++ {
		letter := in[i]
		if to, ok := vniLetters[letter]; ok {
			letter = to
		}
		if i+1 < len(in) {
			if marked := withVNIMark(letter, in[i+1]); marked != 0 {
				letter = marked
				i++
			}
		}
		out = append(out, letter)
	}
	return norm.NFC.String(string(out))
}

// withVNIMark gives vowel with the marks of the byte, 0 when there is no such letter.
func withVNIMark(vowel, mark rune) rune {
	if mark >= 0xE0 {
		mark -= 0x20
	}
	marks := vniMarks[mark]
	switch {
	case marks == "":
		return 0
	case strings.HasPrefix(marks, "\u0302") && !strings.ContainsRune("AEOaeo", vowel),
		strings.HasPrefix(marks, "\u0306") && !strings.ContainsRune("Aa", vowel),
		!strings.ContainsRune("AEOUYƠƯaeouyơư", vowel):
		return 0
	}
	r := []rune(norm.NFC.String(string(vowel) + marks))
	if len(r) != 1 || !unicode.IsLetter(r[0]) {
		return 0
	}
	return r[0]
}
