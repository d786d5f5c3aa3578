package vntext

import "strings"

// Charset is a way of storing Vietnamese letters.
type Charset int

// The charsets. TCVN3 and VNI keep accented letters in the places of Western European ones and need their own
// fonts; VIQR writes accents as punctuation.
const (
	Unicode Charset = iota
	TCVN3
	VNI
	VIQR
)

// String returns the name used in results and rule packs.
func (c Charset) String() string {
	return [...]string{"unicode", "tcvn3", "vni", "viqr"}[c]
}

// CharsetOfFont tells from a font's name how its text is stored: ".VnTime" is TCVN3, "VNI-Times" is VNI, all others
// are Unicode. capitals is true for the TCVN3 fonts that draw small letters as capitals; their names end in H. The
// name may carry a PDF subset prefix ("ABCDEF+.VnTimeH") and a style after a comma or hyphen.
func CharsetOfFont(name string) (cs Charset, capitals bool) {
	if len(name) > 7 && name[6] == '+' {
		name = name[7:]
	}
	name = strings.TrimLeft(name, " /\"'")
	lower := strings.ToLower(name)
	switch {
	case strings.HasPrefix(lower, ".vn"), strings.HasPrefix(lower, "vntime"), strings.HasPrefix(lower, "vnarial"):
		return TCVN3, endsInH(lower)
	case strings.HasPrefix(lower, "vni-"), strings.HasPrefix(lower, "vni "):
		return VNI, false
	}
	return Unicode, false
}

// endsInH looks at the family name alone, without its style.
func endsInH(lower string) bool {
	family, _, _ := strings.Cut(lower, ",")
	family, _, _ = strings.Cut(family, "-")
	for _, style := range []string{"bold", "italic", "regular", "normal"} {
		family = strings.TrimSuffix(strings.TrimSpace(family), style)
	}
	family = strings.TrimSpace(family)
	return strings.HasSuffix(family, "h") && !strings.HasSuffix(family, "english")
}

// Decode turns text stored in cs into Unicode, composed. capitals says that the font draws small letters as
// capitals. Letters that the charset does not know stay as they are. Decode before changing the case of legacy
// text: Ë lower-cased is another letter.
func Decode(s string, cs Charset, capitals bool) string {
	switch cs {
	case TCVN3:
		return decodeTCVN3(unshift(s), capitals)
	case VNI:
		return decodeVNI(unshift(s))
	case VIQR:
		return decodeVIQR(s)
	}
	return s
}

// unshift moves the characters of symbol fonts (U+F020 to U+F0FF) to the bytes they stand for.
func unshift(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xF020 && r <= 0xF0FF {
			return r - 0xF000
		}
		return r
	}, s)
}
