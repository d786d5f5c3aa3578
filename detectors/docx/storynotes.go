package docx

import (
	"strconv"
	"strings"

	"giumat/detectors"
	"giumat/detectors/vntext"
)

// maxChoices is the most entries of a drop-down list that are kept; Word allows 25.
const maxChoices = 100

// note acts on the start of an element that says something by itself or by its attributes.
func (st *story) note(e element) {
	switch e {
	case paragraphStyle:
		if st.changes == 0 {
			st.para().style, _ = st.x.Attr("val")
			st.para().known = false
		}
	case runStyle:
		if st.formats == 0 && st.changes == 0 {
			st.para().char, _ = st.x.Attr("val")
			st.para().known = false
		}
	case runFormat: // in DrawingML it has attributes
		if st.formats == 0 && st.changes == 0 {
			st.para().direct.read("rPr", st.x)
			st.para().known = false
		}
	case tableStyle:
		if len(st.tables) > 0 && st.changes == 0 {
			st.tables[len(st.tables)-1], _ = st.x.Attr("val")
		}
	case tab:
		if st.formats == 0 { // otherwise a tab stop
			st.add([]byte("\t"))
		}
	case lineBreak:
		st.b.Break()
	case hyphen:
		st.add([]byte("-"))
	case softHyphen:
		st.add([]byte("\u00AD")) // in a TCVN3 font it is a letter
	case symbol:
		st.symbol()
	case fieldChar:
		st.endCode()
	case formChoice:
		if v, ok := st.x.Attr("val"); ok && len(st.choices) < maxChoices {
			st.choices = append(st.choices, v)
		}
	case formResult:
		st.choose()
	case formDefault:
		if st.chosen < 0 {
			st.choose()
		}
	default:
		st.attributes(e)
	}
}

// choose notes which entry of a drop-down field is shown; its text stands nowhere else.
func (st *story) choose() {
	v, _ := st.x.Attr("val")
	if n, err := strconv.Atoi(v); err == nil {
		st.chosen = n
	}
}

// attributes sends the attributes that hold text.
func (st *story) attributes(e element) {
	switch e {
	case simpleField:
		st.send(detectors.Field, "instr")
	case textPath:
		st.textPath()
	case drawingName:
		st.send(detectors.AltText, "title")
		st.send(detectors.AltText, "descr")
	case shape:
		st.send(detectors.AltText, "alt")
	case link:
		st.send(detectors.AltText, "tooltip")
	case description:
		st.send(detectors.AltText, "val")
	case levelText:
		st.send(detectors.Numbering, "val")
	case commentHead:
		st.send(detectors.Comment, "author")
	case controlName:
		st.send(detectors.Property, "val")
	case variable:
		name, _ := st.x.Attr("name")
		v, _ := st.x.Attr("val")
		st.b.Line(detectors.Property, name+": "+v)
	}
}

func (st *story) send(place detectors.Place, attr string) {
	if v, ok := st.x.Attr(attr); ok {
		st.b.Line(place, v)
	}
}

// textPath sends the text of WordArt, which is how Word stores a watermark. Its font is part of a CSS style.
func (st *story) textPath() {
	v, ok := st.x.Attr("string")
	if !ok {
		return
	}
	css, _ := st.x.Attr("style")
	look := st.sheet.look("", "", "", format{fonted: true, font: fontFamily(css)})
	look.Hidden = false
	look.Caps = strings.Contains(css, "small-caps")
	look.Deleted, look.Inserted = st.gone > 0, st.added > 0
	st.b.OpenAside(detectors.Watermark)
	st.b.Text([]byte(v), look)
	st.b.Close()
}

func fontFamily(css string) string {
	_, font, _ := strings.Cut(css, "font-family:")
	font, _, _ = strings.Cut(font, ";")
	return strings.Trim(font, `"' `)
}

// symbol adds the character of w:sym. Symbol fonts keep their characters from U+F020 on (ECMA-376 part 1, 17.3.3.30);
// in a pictogram font it says nothing.
func (st *story) symbol() {
	code, _ := st.x.Attr("char")
	n, err := strconv.ParseUint(code, 16, 16)
	if err != nil {
		return
	}
	if n >= 0xF000 && n <= 0xF0FF {
		n -= 0xF000
	}
	font, _ := st.x.Attr("font")
	look := st.look()
	look.Charset, look.Capitals = vntext.CharsetOfFont(font)
	if isPictogram(font) {
		n = ' '
	}
	st.b.Text([]byte(string(rune(n))), look)
}

func isPictogram(font string) bool {
	font = strings.ToLower(font)
	return strings.HasPrefix(font, "wingdings") || strings.HasPrefix(font, "webdings") || font == "symbol"
}
