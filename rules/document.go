package rules

import (
	"strings"

	"giumat/detectors"
	"giumat/detectors/vntext"
)

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
		if anyMatches(d.around(i, c, -1, sheet.Reading), &r.UnlessPrev) || anyMatches(d.around(i, c, +1, sheet.Reading), &r.UnlessNext) {
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
	for n := max(0, i-reach); n < min(len(d.spans), i+reach+1); n++ {
		distance := d.spans[n].Line - d.spans[i].Line
		if distance <= reach && distance >= -reach && d.pack.lifted.MatchString(strings.Join(d.cells(n, vntext.Reading{}), " | ")) {
			return true
		}
	}
	return false
}
