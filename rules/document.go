package rules

import (
	"strings"
	"unicode"

	"giumat/detectors"
	"giumat/detectors/vntext"
)

// reach is how many lines away a neighbour may stand. The Collector keeps as many around each line it was asked
// for, and never more is looked at, so that judging with the filter is judging without.
const reach = 4

// document is the evidence of one file while it is judged.
type document struct {
	pack     *Pack
	spans    []detectors.Span
	covered  []bool // lines that are pieces of a degree found already
	legacy   map[vntext.Charset]bool
	findings []finding
	points   map[*Signal]bool
}

func newDocument(p *Pack, spans []detectors.Span) *document {
	d := &document{
		pack: p, spans: spans, covered: make([]bool, len(spans)),
		legacy: make(map[vntext.Charset]bool), points: make(map[*Signal]bool),
	}
	for _, s := range spans {
		if s.Decoded {
			continue
		}
		for _, charset := range p.showsLegacy(s.Text) {
			d.legacy[charset] = true
		}
	}
	return d
}

// judgeLine tries the rules on one line: on the whole of it first, and on its cells when the whole is no mark. The
// first reading in which something is found is the one that counts.
func (d *document) judgeLine(i int) {
	s := d.spans[i]
	found := false
	for _, sheet := range d.pack.sheets(s.Text, s.Decoded) {
		if !sheet.Restored {
			d.countSignals(sheet)
		}
		if found || d.covered[i] {
			continue
		}
		found = d.tryRules(i, sheet, sheet.line, -1)
		if found || s.Row {
			continue // the cells of a row come as lines of their own
		}
		for c, cell := range sheet.cells {
			found = d.tryRules(i, sheet, cell, c) || found
		}
	}
}

// tryRules tries the rules on a line, or on cell number c of it; c is -1 for the line. The first finding of a
// rule that is certain by itself ends the search.
func (d *document) tryRules(i int, sheet sheet, v view, c int) (found bool) {
	s := d.spans[i]
	for _, r := range d.pack.rules {
		if r.Reads == Joined || !r.sees(s.Place) {
			continue
		}
		level := r.match(v)
		if level == None {
			continue
		}
		confidence, ok := d.belief(sheet.Reading, level, s)
		if !ok || r.Zone == "head" && !d.inHead(i, sheet.Reading) {
			continue
		}
		if d.any(d.around(i, c, -1, sheet.Reading), &r.UnlessPrev) || d.any(d.around(i, c, +1, sheet.Reading), &r.UnlessNext) {
			continue
		}
		var more []string
		if r.Reads == Letters {
			listed, isList := d.listed(i, v, sheet.Reading)
			if isList {
				continue
			}
			if listed {
				confidence, more = Suspected, []string{"degrees-adjacent"}
			}
		}
		if r.Confidence == Suspected {
			confidence = Suspected
		}
		d.add(i, r, level, confidence, details(s, sheet.How(), more...))
		found = true
		if r.Confidence == Certain {
			break
		}
	}
	return found
}

func (d *document) add(i int, r *Rule, level Level, c Confidence, detail string) {
	s := d.spans[i]
	d.findings = append(d.findings, finding{span: i, reason: Reason{
		Rule: r.ID, Level: level, Confidence: c, Place: s.Place, Part: s.Part, Page: s.Page, Detail: detail,
	}})
}

func (d *document) any(texts []string, p *pattern) bool {
	for _, t := range texts {
		if p.matches(t) {
			return true
		}
	}
	return false
}

// around gives the texts that stand before (step -1) or after (step +1) a line: the next line in that direction.
// Of a cell, they are the cell beside it and the cell in the same column of the next line.
func (d *document) around(i, c, step int, r vntext.Reading) []string {
	var texts []string
	own := d.cells(i, r)
	if c >= 0 && c+step >= 0 && c+step < len(own) {
		texts = append(texts, own[c+step])
	}
	n := d.neighbour(i, step)
	if n < 0 {
		return texts
	}
	cells := d.cells(n, r)
	switch {
	case c < 0:
		texts = append(texts, strings.Join(cells, " | "))
	case len(cells) == len(own):
		texts = append(texts, cells[c])
	}
	return texts
}

// cells gives the folded cells of a line, read as r was.
func (d *document) cells(i int, r vntext.Reading) []string {
	text := d.spans[i].Text
	if !d.spans[i].Decoded && !r.Restored {
		text = vntext.Decode(text, r.Charset, r.Capitals)
	}
	var cells []string
	for _, cell := range splitCells(text) {
		if folded := vntext.Fold(cell); folded != "" {
			cells = append(cells, folded)
		}
	}
	return cells
}

// neighbour gives the nearest line in a direction that has letters and stands in the same place; -1 when there is
// none within reach.
func (d *document) neighbour(i, step int) int {
	s := d.spans[i]
	for n := i + step; n >= 0 && n < len(d.spans); n += step {
		o := d.spans[n]
		if distance := (o.Line - s.Line) * step; distance > reach || o.Part != s.Part || o.Page != s.Page || o.Place != s.Place {
			return -1
		}
		if !o.Row && strings.ContainsFunc(o.Text, unicode.IsLetter) {
			return n
		}
	}
	return -1
}

// inHead tells whether a line stands where a mark in ordinary letters is believed: near the top of the document,
// shortly below a line that opens one, or in a box, header, footer or watermark.
func (d *document) inHead(i int, r vntext.Reading) bool {
	s := d.spans[i]
	limit := d.pack.head.lines
	switch s.Place {
	case detectors.Box, detectors.Header, detectors.Footer, detectors.Watermark:
		return true
	case detectors.Table:
		limit = d.pack.head.tableLines
	}
	if s.Page <= 1 && s.Nth <= limit {
		return true
	}
	for n := i - 1; n >= 0 && s.Line-d.spans[n].Line <= reach && d.pack.head.opening != nil; n-- {
		o := d.spans[n]
		if o.Part == s.Part && o.Page == s.Page && d.pack.head.opening.MatchString(strings.Join(d.cells(n, r), " | ")) {
			return true
		}
	}
	return false
}

// reasons gives the findings, those near a declassification stamp with a word about it.
func (d *document) reasons() []Reason {
	var out []Reason
	for _, f := range d.findings {
		if d.liftedNear(f.span) {
			f.reason.Detail = strings.TrimPrefix(f.reason.Detail+",declassified-stamp-near", ",")
		}
		out = append(out, f.reason)
	}
	return out
}

func (d *document) liftedNear(i int) bool {
	if d.pack.lifted == nil {
		return false
	}
	for n := range d.spans[max(0, i-reach):min(len(d.spans), i+reach+1)] {
		n += max(0, i-reach)
		distance := d.spans[n].Line - d.spans[i].Line
		if distance <= reach && distance >= -reach && d.pack.lifted.MatchString(strings.Join(d.cells(n, vntext.Reading{}), " | ")) {
			return true
		}
	}
	return false
}
