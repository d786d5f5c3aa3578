package rules

import (
	"strings"

	"giumat/detectors/vntext"
)

// Wants tells whether a line could be of use to Judge, in any reading: the first filter, for a detectors.Collector,
// which keeps the neighbours of a wanted line. It is sound: what Judge finds among all lines of a document it finds
// among those that Wants has kept. It costs about a microsecond on an ordinary line.
func (p *Pack) Wants(line string) bool {
	for _, s := range p.sheets(line, false) {
		if p.useful(s) {
			return true
		}
	}
	return hasAccentedPiece(line) || p.showsLegacy(line) != nil
}

func (p *Pack) useful(s sheet) bool {
	if s.line.degree() != None || p.lifted != nil && p.lifted.MatchString(s.line.text) {
		return true
	}
	views := append([]view{s.line}, s.cells...)
	for _, v := range views {
		for _, r := range p.rules {
			if !r.namesOnly && r.match(v) != None {
				return true
			}
		}
		if s.Restored {
			continue
		}
		for _, g := range p.signals {
			if g.in(v) {
				return true
			}
		}
	}
	return false
}

// legacyWord is a common word as TCVN3 or VNI text shows it when its font is not known.
type legacyWord struct {
	charset vntext.Charset
	word    string
}

// showsLegacy gives the charsets of the legacy words in line.
func (p *Pack) showsLegacy(line string) []vntext.Charset {
	if !vntext.Ambiguous(line) {
		return nil
	}
	var found []vntext.Charset
	for _, w := range p.legacy {
		if strings.Contains(line, w.word) {
			found = append(found, w.charset)
		}
	}
	return found
}

// A degree broken over several lines: the longest piece, in bytes, that is looked at, and the most lines.
const (
	maxPieceBytes = 48
	maxPieces     = len("tuyetmat")
)

// piece gives the letters of a short line when they are part of a degree, in lower case; else nothing.
func piece(line string) (letters, low string) {
	if len(line) > maxPieceBytes {
		return "", ""
	}
	letters = vntext.Letters(vntext.Fold(line))
	low = strings.ToLower(letters)
	if low == "" || !strings.Contains("tuyệtmật", low) && !strings.Contains("tốimật", low) {
		return "", ""
	}
	return letters, low
}

// hasAccentedPiece tells whether line is a piece of a degree with one of its accented letters. Each degree has one
// at most four lines from its first and last letter, even with a letter a line; so the collector keeps them all.
func hasAccentedPiece(line string) bool {
	if len(line) > maxPieceBytes || isASCII(line) {
		return false
	}
	_, low := piece(line)
	return strings.ContainsAny(low, "ệốậ")
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
