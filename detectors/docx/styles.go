package docx

import (
	"context"
	"path"
	"strings"

	"giumat/detectors/internal/lines"
	"giumat/detectors/internal/xmlscan"
	"giumat/detectors/vntext"
)

// The toggle properties that matter here (ECMA-376 part 1, 17.7.3).
const (
	caps = iota
	smallCaps
	vanish
	toggles
)

// format is what a run or a style says of its text; what it leaves open comes from elsewhere.
type format struct {
	toggle [toggles]setting
	font   string // for letters outside ASCII
	fonted bool   // font is set
}

type setting int8

const (
	unset setting = iota
	on
	off
)

// read takes one run property.
func (f *format) read(name string, s *xmlscan.Scanner) {
	switch name {
	case "caps":
		f.toggle[caps] = settingOf(s)
	case "smallCaps":
		f.toggle[smallCaps] = settingOf(s)
	case "vanish":
		f.toggle[vanish] = settingOf(s)
	case "rFonts":
		f.readFonts(s)
	case "latin": // DrawingML
		f.font, f.fonted = s.Attr("typeface")
	case "rPr", "defRPr": // DrawingML keeps capitals in an attribute
		if v, ok := s.Attr("cap"); ok && v != "none" {
			f.toggle[caps] = on
		}
	}
}

// readFonts prefers the font of accented letters. That for complex scripts is never used for Vietnamese.
func (f *format) readFonts(s *xmlscan.Scanner) {
	for _, slot := range []string{"hAnsiTheme", "hAnsi", "asciiTheme", "ascii"} {
		if font, ok := s.Attr(slot); ok {
			f.font, f.fonted = font, true
			return
		}
	}
}

func settingOf(s *xmlscan.Scanner) setting {
	switch v, _ := s.Attr("val"); strings.ToLower(v) {
	case "0", "false", "off":
		return off
	}
	return on
}

// over gives f where it says something, and base elsewhere.
func (f format) over(base format) format {
	for i, t := range f.toggle {
		if t != unset {
			base.toggle[i] = t
		}
	}
	if f.fonted {
		base.font, base.fonted = f.font, true
	}
	return base
}

type style struct {
	basedOn string
	format  format
}

// styleSheet is what word/styles.xml says of the formats that matter here.
type styleSheet struct {
	defaults format
	styles   map[string]style
	standard map[string]string // the default style of each type
	resolved map[string]format
}

// maxStyles is the most styles that are kept; Word has fewer than 400 of its own.
const maxStyles = 20_000

func (p *pack) isStyles(e entry) bool {
	return path.Base(e.lower()) == "styles.xml" || strings.HasSuffix(p.types.of(e.lower()), "wordprocessingml.styles+xml")
}

// readStyles keeps a style sheet for the parts in the same folder.
func (p *pack) readStyles(_ context.Context, e entry, r *part) error {
	sheet := &styleSheet{styles: map[string]style{}, standard: map[string]string{}, resolved: map[string]format{}}
	p.sheets[path.Dir(e.lower())] = sheet
	return sheet.read(xmlscan.New(r, p.in.Limits.XMLDepth))
}

// sheetFor returns the style sheet of a part: the one beside it, else that of the main document.
func (p *pack) sheetFor(e entry) *styleSheet {
	if s := p.sheets[path.Dir(e.lower())]; s != nil {
		return s
	}
	if s := p.sheets["word"]; s != nil {
		return s
	}
	return &styleSheet{}
}

func (s *styleSheet) read(x *xmlscan.Scanner) error {
	var path []string // names of the open elements
	var id string
	for {
		kind, err := x.Next()
		if err != nil {
			return err
		}
		switch kind {
		case xmlscan.End:
			path = path[:len(path)-1]
		case xmlscan.Start:
			name := string(x.Name())
			if name == "style" {
				id = s.begin(x)
			}
			s.readProperty(x, path, name, id)
			path = append(path, name)
		}
	}
}

// begin notes a style and returns its id.
func (s *styleSheet) begin(x *xmlscan.Scanner) string {
	id, _ := x.Attr("styleId")
	kind, _ := x.Attr("type")
	if _, ok := x.Attr("default"); ok {
		s.standard[kind] = id
	}
	return id
}

// readProperty takes what stands directly in a style or in the defaults: not the format of a paragraph's mark or of
// a table's first row.
func (s *styleSheet) readProperty(x *xmlscan.Scanner, path []string, name, id string) {
	n := len(path)
	if len(s.styles) > maxStyles || n < 2 {
		return
	}
	st := s.styles[id]
	switch {
	case path[n-1] == "style" && name == "basedOn":
		st.basedOn, _ = x.Attr("val")
	case path[n-1] == "rPr" && path[n-2] == "style":
		st.format.read(name, x)
	case path[n-1] == "rPr" && path[n-2] == "rPrDefault":
		s.defaults.read(name, x)
		return
	default:
		return
	}
	s.styles[id] = st
}

// of returns the format of a style with all that it is based on.
func (s *styleSheet) of(id string) format {
	if f, ok := s.resolved[id]; ok {
		return f
	}
	var f format
	next := id
	for range 100 { // a chain may bite its tail
		st, ok := s.styles[next]
		if !ok {
			break
		}
		f = f.over(st.format)
		next = st.basedOn
	}
	if s.resolved != nil {
		s.resolved[id] = f
	}
	return f
}

// look works out how a run looks, from its table's, paragraph's and own style and its direct format. A toggle that
// is on in two of the styles is off again (17.7.3); the table, paragraph and character fonts go over each other.
func (s *styleSheet) look(table, para, char string, direct format) lines.Look {
	if _, ok := s.styles[para]; !ok {
		para = s.standard["paragraph"]
	}
	var isOn [toggles]bool
	font := s.defaults.font
	for _, id := range []string{table, para, char} {
		f := s.of(id)
		for i, t := range f.toggle {
			isOn[i] = isOn[i] != (t == on)
		}
		if f.fonted {
			font = f.font
		}
	}
	for i := range isOn {
		isOn[i] = isOn[i] || s.defaults.toggle[i] == on
		if direct.toggle[i] != unset {
			isOn[i] = direct.toggle[i] == on
		}
	}
	if direct.fonted {
		font = direct.font
	}
	look := lines.Look{Caps: isOn[caps] || isOn[smallCaps], Hidden: isOn[vanish]}
	look.Charset, look.Capitals = vntext.CharsetOfFont(font)
	return look
}
