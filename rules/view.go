package rules

import (
	"cmp"
	"regexp"
	"strings"

	"giumat/detectors/vntext"
)

// view is a line or a cell in one of its readings, prepared for the rules.
type view struct {
	text    string // folded; the cells of a line are parted by " | "
	letters string // only the letters and digits of text
	low     string // letters in lower case
	bones   string // the letters of the skeleton
	degrees int    // how many different degrees are named in it, or in it and the cells beside it
}

// sheet is a line in one of its readings.
type sheet struct {
	vntext.Reading
	line  view
	cells []view // nil when the line is not parted
}

// isBorder tells whether r parts the cells of a line: a tab, or a bar as typed and drawn in frames.
func isBorder(r rune) bool {
	switch r {
	case '\t', '|', '¦', '│', '┃', '║':
		return true
	}
	return false
}

// gap is what parts two cells when a drafter has aligned them with spaces: five or more, with a capital behind them
// and no colon before them, as in "Số:      /UBND" or "ngày      tháng".
var gap = regexp.MustCompile(`([^:\s])\s{5,}([\p{Lu}\[(“"])`)

func splitCells(s string) []string {
	if strings.Contains(s, "     ") {
		s = gap.ReplaceAllString(s, "$1\t$2")
	}
	return strings.FieldsFunc(s, isBorder)
}

// sheets gives the readings of a line in which some rule or signal may find something. decoded says that the
// detector knew the font, so that the line can be read in one way only.
func (p *Pack) sheets(line string, decoded bool) []sheet {
	if !p.sieve.has(line, vntext.Unicode) && (decoded || !p.hasLegacy(line)) {
		return nil
	}
	readings := []vntext.Reading{{Text: line}}
	if !decoded {
		readings = vntext.Readings(line)
	}
	var sheets []sheet
	for _, r := range readings {
		if p.sieve.has(r.Text, vntext.Unicode) {
			sheets = append(sheets, newSheet(r))
		}
	}
	return sheets
}

// hasLegacy tells whether line may say something in another charset than Unicode.
func (p *Pack) hasLegacy(line string) bool {
	return vntext.Ambiguous(line) &&
		(p.sieve.has(line, vntext.TCVN3) || p.sieve.has(line, vntext.VNI) || strings.Contains(line, "^"))
}

func newSheet(r vntext.Reading) sheet {
	s := sheet{Reading: r}
	var texts []string
	for _, cell := range splitCells(r.Text) {
		if folded := vntext.Fold(cell); folded != "" {
			texts = append(texts, folded)
		}
	}
	s.line = newView(strings.Join(texts, " | "))
	s.line.degrees = len(degreesNamed(s.line))
	if len(texts) < 2 {
		return s
	}
	alone := make(map[Level]bool) // degrees that fill a cell
	for _, text := range texts {
		v := newView(text)
		if l := cmp.Or(v.degree(), codeOf(v)); l != None {
			alone[l] = true
		}
		s.cells = append(s.cells, v)
	}
	for i := range s.cells {
		named := degreesNamed(s.cells[i])
		for l := range alone {
			named[l] = true
		}
		s.cells[i].degrees = len(named)
	}
	return s
}

func newView(text string) view {
	v := view{text: text, letters: vntext.Letters(text), bones: bonesOf(text)}
	v.low = strings.ToLower(v.letters)
	return v
}

// degree gives the degree that fills the view, in any case of letters; None when there is more or something else.
func (v view) degree() Level {
	switch v.low {
	case "tuyệtmật":
		return TuyetMat
	case "tốimật":
		return ToiMat
	case "mật":
		return Mat
	}
	return None
}

// codeOf gives the degree that fills the view as programs write it, without accents. "mat" alone is no degree.
func codeOf(v view) Level {
	if l := levelOf(v.text); l > Mat {
		return l
	}
	return None
}
