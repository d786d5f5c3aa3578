package paper

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"giumat/detectors"
	"giumat/rules"
)

// Strings of the record that others chose (names of files, users, PCs and drives, reasons) may hold anything, a degree
// of secrecy too. A cell or a line with a degree alone would be a mark to the guard, and to a reader.

const noBreak = "\u00a0"

// clean gives what can be shown of a foreign string: composed letters, no control or format characters (they could
// turn the direction of a line, and XML forbids most), single spaces, and degrees tied to the words around them.
func clean(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, "\ufffd"))
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.C, r) || r == '\ufffe' || r == '\uffff':
			return -1
		case r == '|':
			return '¦' // the guard reads the other as the edge of a cell
		}
		return r
	}, s)
	return tie(strings.Join(strings.Fields(s), " "))
}

// foreign gives a foreign string as it can stand in a cell of its own: as it is, or where the guard's rules would take
// it for a mark in quotation marks behind a word that says what it is, then without the degrees in it, at last not at all.
func (w words) foreign(s, what string) string {
	s = clean(s)
	if s == "" || !w.isMark(s) {
		return s
	}
	quoted := what + noBreak + "“" + strings.Trim(s, "“”") + "”"
	for _, try := range []string{
		quoted,
		quoted + noBreak + "(" + strings.ReplaceAll(w.say("paper_verbatim"), " ", noBreak) + ")",
		degree.ReplaceAllString(quoted, "…"),
	} {
		if !w.isMark(try) {
			return try
		}
	}
	return what + " " + w.say("paper_left_out")
}

// quote gives a foreign string in quotation marks.
func (w words) quote(s, what string) string {
	if clean(s) == "" {
		return ""
	}
	return w.foreign("“"+s+"”", what)
}

// isMark tells whether the guard would take a line for a mark, in a table or outside (a PDF does not say which).
func (w words) isMark(line string) bool {
	line = strings.ReplaceAll(line, noBreak, " ")
	if !w.pack.Wants(line) {
		return false
	}
	return slices.ContainsFunc([]detectors.Place{detectors.Body, detectors.Table}, func(place detectors.Place) bool {
		ev := detectors.Evidence{Spans: []detectors.Span{{Text: line, Place: place, Line: 1, Nth: 1}}}
		for i, word := range legacyWords {
			ev.Spans = append(ev.Spans, detectors.Span{Text: word, Place: place, Line: 10 + i, Nth: 10 + i})
		}
		return w.pack.Judge(ev, "").Level != rules.None
	})
}

// legacyWords make the rules read a line as TCVN3 and VNI text too, as they would if such words stood elsewhere in the
// paper.
var legacyWords = []string{"ngµy", "Soá:"}

// degree is a word of the names of the degrees, its accents lost or not.
var degree = regexp.MustCompile(`(?i)(?:tuyệt|tối|mật|tuyet|toi|mat)`)

// tie puts spaces that are no line break around the words of a degree, so that none comes to stand on a line alone.
func tie(s string) string {
	fields := strings.Split(s, " ")
	var out strings.Builder
	for i, field := range fields {
		switch {
		case i == 0:
		case isDegree(field) || isDegree(fields[i-1]):
			out.WriteString(noBreak)
		default:
			out.WriteString(" ")
		}
		out.WriteString(field)
	}
	return out.String()
}

func isDegree(word string) bool {
	word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
	return word != "" && degree.FindString(word) == word
}
