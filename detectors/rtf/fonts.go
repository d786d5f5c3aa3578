package rtf

import (
	"strings"

	"golang.org/x/text/encoding/charmap"

	"giumat/detectors/vntext"
)

// maxFonts is the most fonts that are remembered.
const maxFonts = 10_000

// font is what the font table says of one font.
type font struct {
	name    string
	charset int // as in LOGFONT: 0 is Western, 163 Vietnamese
}

// fontTable is the fonts of a text, and the one whose entry is being read.
type fontTable struct {
	fonts    map[int]font
	current  int
	standard int // \deff
}

func (t *fontTable) begin(number int) {
	t.current = number
	if len(t.fonts) < maxFonts {
		t.fonts[number] = font{}
	}
}

func (t *fontTable) charset(n int) {
	f := t.fonts[t.current]
	f.charset = n
	t.keep(f)
}

// name adds a piece of the current font's name; the semicolon that ends an entry is no part of it.
func (t *fontTable) name(piece []byte) {
	f := t.fonts[t.current]
	if len(f.name) < 64 {
		f.name += strings.TrimRight(string(piece), ";")
		t.keep(f)
	}
}

func (t *fontTable) keep(f font) {
	if len(t.fonts) < maxFonts {
		t.fonts[t.current] = f
	}
}

// useFont makes a group's text look as font number n draws it.
func (r *reader) useFont(g *group, n int) {
	f := r.fonts.fonts[n]
	g.look.Charset, g.look.Capitals = vntext.CharsetOfFont(f.name)
	g.codes = nil
	switch {
	case g.look.Charset != vntext.Unicode:
		g.codes = charmap.Windows1252 // what the tables of legacy charsets are made for
	case f.charset > 1:
		g.codes = charsets[f.charset]
	}
}

// decode reads a byte in the code page of its font, else of the whole text.
func (r *reader) decode(b byte) rune {
	codes := r.group().codes
	if codes == nil {
		codes = r.codes
	}
	return codes.DecodeByte(b)
}

// charsets are the code pages of font charsets (specification, "Font Table"). Those of more than one byte a
// character, which are East Asian, are not decoded.
var charsets = map[int]*charmap.Charmap{
	77: charmap.Macintosh, 161: charmap.Windows1253, 162: charmap.Windows1254, 163: charmap.Windows1258,
	177: charmap.Windows1255, 178: charmap.Windows1256, 186: charmap.Windows1257, 204: charmap.Windows1251,
	222: charmap.Windows874, 238: charmap.Windows1250,
}

func codePage(n int) *charmap.Charmap {
	pages := map[int]*charmap.Charmap{
		437: charmap.CodePage437, 850: charmap.CodePage850, 874: charmap.Windows874, 1250: charmap.Windows1250,
		1251: charmap.Windows1251, 1253: charmap.Windows1253, 1254: charmap.Windows1254, 1255: charmap.Windows1255,
		1256: charmap.Windows1256, 1257: charmap.Windows1257, 1258: charmap.Windows1258, 10000: charmap.Macintosh,
	}
	if p, ok := pages[n]; ok {
		return p
	}
	return charmap.Windows1252
}
