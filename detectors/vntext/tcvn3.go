package vntext

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// The letters of TCVN 5712:1993 by their byte; a space where there is none.
const (
	// VN3, the ABC fonts: bytes A1 to FE.
	abc = "ĂÂÊÔƠƯĐăâêôơưđ      àảãáạ ằẳẵắ       ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ"
	// VN1 alone: toned capitals at bytes 80 to 9F, 00 to 17, and in the gaps of the ABC fonts.
	vn1High   = "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
	vn1Low    = " ÚỤ ỪỬỮ          ỨỰỲỶỸÝỴ"
	vn1Gaps   = "\u00AF\u00BA\u00BF\u00C0\u00C1\u00C2\u00C3\u00C4\u00C5\u00CD\u00D9\u00DA\u00DB\u00E0\u00F0\u00FF"
	vn1GapsTo = "ẰẲẴẮẦẨẪẤỀỂỄẾỒỔỖỐ"
	// Combining tones at bytes B0 to B4.
	tones = "\u0300\u0309\u0303\u0301\u0323"
)

var (
	abcLetters = []rune(abc)
	abcTones   = []rune(tones)
	vn1Letters = vn1Table()
)

// vn1Table has each byte twice where it can be read as Latin-1 and as Windows-1252.
func vn1Table() map[rune]rune {
	m := pairs(vn1Gaps, vn1GapsTo)
	for i, r := range []rune(vn1Low) {
		if r != ' ' {
			m[rune(i)] = r
		}
	}
	for i, r := range []rune(vn1High) {
		m[rune(0x80+i)] = r
		m[charmap.Windows1252.DecodeByte(byte(0x80+i))] = r
	}
	delete(m, unicode.ReplacementChar)
	return m
}

func decodeTCVN3(s string, capitals bool) string {
	in := []rune(s)
	out := make([]rune, 0, len(in))
	vn1 := isVN1(in)
	for i, r := range in {
		switch {
		case r >= 0xB0 && r <= 0xB4:
			out = append(out, toneAfter(out, r))
		case r >= 0xA1 && r <= 0xFE && abcLetters[r-0xA1] != ' ':
			out = append(out, abcLetters[r-0xA1])
		case vn1 && vn1Letters[r] != 0 && (unicode.IsLetter(r) || betweenLetters(in, i)):
			out = append(out, vn1Letters[r])
		default:
			out = append(out, r)
		}
	}
	if capitals {
		return norm.NFC.String(strings.ToUpper(string(out)))
	}
	raiseCapitals(in, out)
	return norm.NFC.String(string(out))
}

// toneAfter reads bytes B0 to B4: a tone after a vowel, else what they are in Western text ("n°", "m²").
func toneAfter(before []rune, r rune) rune {
	if n := len(before); n > 0 && strings.IndexByte("aeiouy", Bone(before[n-1])) >= 0 {
		return abcTones[r-0xB0]
	}
	return r
}

// isVN1 tells whether text has bytes that only the VN1 form uses for letters, in a place for letters.
func isVN1(in []rune) bool {
	for i, r := range in {
		if vn1Letters[r] != 0 && (r < 0xA0 || r > 0xFF) && betweenLetters(in, i) {
			return true
		}
	}
	return false
}

// betweenLetters tells whether in[i] touches a letter and no white space: quotation marks and dashes are letters in
// VN1, but not at the edge of a word.
func betweenLetters(in []rune, i int) bool {
	return i > 0 && i+1 < len(in) && unicode.IsLetter(in[i-1]) && unicode.IsLetter(in[i+1])
}

// raiseCapitals makes toned letters capital in words whose plain letters are all capitals. Keyboard drivers for ABC
// fonts had no toned capitals and typed "MËT" for MẬT, which says MậT by the table. out is changed in place; it has
// the same length as in.
func raiseCapitals(in, out []rune) {
	for i := 0; i < len(out); {
		end := i
		small, capital := false, false
		for end < len(out) && (unicode.IsLetter(out[end]) || unicode.IsMark(out[end])) {
			plain := in[end] < 0x80
			small = small || plain && unicode.IsLower(in[end])
			capital = capital || plain && unicode.IsUpper(in[end])
			end++
		}
		if capital && !small && end-i > 1 {
			raise(in[i:end], out[i:end])
		}
		i = max(end, i+1)
	}
}

// raise leaves a capital followed only by a toned letter alone ("Tõ", "Bµ" begin a sentence; "TÕ" cannot be told).
func raise(in, out []rune) {
	plain := 0
	for _, r := range in {
		if r < 0x80 {
			plain++
		}
	}
	if plain < 2 {
		return
	}
	for k, r := range out {
		out[k] = unicode.ToUpper(r)
	}
}
