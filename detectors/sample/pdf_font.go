package sample

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// pdfFont is a font of the document, of one byte a letter. A Unicode font maps its bytes to Unicode; a Latin font,
// such as a TCVN3 or VNI one, has no such map and shows nothing but Western European letters to a reader.
//
// The font is not embedded. A viewer draws what its own font has for each byte, which is the letter without its
// accents as far as the bytes go round: wrong to the eye, but every letter has a shape, a place and a width.
type pdfFont struct {
	name   string
	latin  bool
	runes  [256]rune // by byte; 0 is free
	object int
}

// font finds or makes the font with this name. Names that begin with ".Vn" or "VNI-" are Latin.
func (d *PDF) font(name string) (f *pdfFont, index int) {
	if i := slices.IndexFunc(d.fonts, func(f *pdfFont) bool { return f.name == name }); i >= 0 {
		return d.fonts[i], i
	}
	latin := strings.HasPrefix(name, ".Vn") || strings.HasPrefix(name, "VNI-")
	f = &pdfFont{name: name, latin: latin, object: d.add("")}
	f.runes[' '] = ' '
	d.fonts = append(d.fonts, f)
	return f, len(d.fonts) - 1
}

// code gives the byte for a letter: that of its base letter, or the next free one. A font has room for some 180 letters.
func (f *pdfFont) code(r rune) byte {
	if f.latin {
		f.runes[byte(r)] = r
		return byte(r)
	}
	if i := slices.Index(f.runes[:], r); i >= 0 {
		return byte(i)
	}
	base := int(norm.NFD.String(string(r))[0])
	for i := range 256 {
		c := byte(base + i)
		if i > 0 && strings.ContainsRune("MWmw%&@", rune(c)) {
			continue // too wide to stand for another letter
		}
		if drawn := c > ' ' && c < 0x7F || c > 0xA0 && c != 0xAD; drawn && f.runes[c] == 0 {
			f.runes[c] = r
			return c
		}
	}
	panic("sample: too many letters in one font")
}

func (f *pdfFont) write(d *PDF) {
	descriptor := d.add(fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags 32 /FontBBox [-200 -216 1000 891] "+
		"/ItalicAngle 0 /Ascent 891 /Descent -216 /CapHeight 662 /StemV 80 >>", f.name))
	var widths, toUnicode strings.Builder
	for c, r := range f.runes {
		fmt.Fprintf(&widths, "%d ", Width(r))
		if r != 0 {
			fmt.Fprintf(&toUnicode, "1 beginbfchar <%02X> <%04X> endbfchar\n", c, r)
		}
	}
	unicodeMap := ""
	if !f.latin {
		unicodeMap = fmt.Sprintf("/ToUnicode %d 0 R", d.stream("", []byte("/CIDInit /ProcSet findresource begin 12 dict begin "+
			"begincmap\n1 begincodespacerange <00> <FF> endcodespacerange\n"+toUnicode.String()+"endcmap end end")))
	}
	d.objects[f.object-1] = fmt.Sprintf("<< /Type /Font /Subtype /TrueType /BaseFont /%s /Encoding /WinAnsiEncoding "+
		"/FirstChar 0 /LastChar 255 /Widths [%s] /FontDescriptor %d 0 R %s >>", f.name, widths.String(), descriptor, unicodeMap)
}

// Width is how far a character moves the pen in the sample fonts, in thousandths of the font size; roughly those of
// Times New Roman.
func Width(r rune) int {
	switch {
	case unicode.Is(unicode.Mn, r):
		return 0
	case r == ' ':
		return 250
	case strings.ContainsRune("iíìỉĩịltfj.,:;-'", r):
		return 300
	case r == 'I' || r == 'Í' || r == 'Ị':
		return 333
	case r == 'M' || r == 'm' || r == 'W':
		return 850
	case unicode.IsUpper(r):
		return 680
	}
	return 500
}
