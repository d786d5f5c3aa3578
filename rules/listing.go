package rules

import (
	"strings"

	"giumat/detectors"
	"giumat/detectors/vntext"
)

// tableReach is how many lines apart the cells of one table may name degrees for it to be a list of papers or a
// count of them.
const tableReach = 60

// listed tells whether the degree that fills v stands in a list of degrees, as forms, regulations and statistics
// have, and is then no mark. Exactly two, in capitals outside a table, may also be an old and a new stamp: adjacent
// is then true and list is not.
func (d *document) listed(i int, v view, r vntext.Reading) (adjacent, list bool) {
	s := d.spans[i]
	switch s.Place {
	case detectors.Box, detectors.Header, detectors.Footer, detectors.Watermark, detectors.Property:
		return false, false // each box or header is a place of its own
	}
	if s.Place == detectors.Table && !d.inHead(i, r) && d.tableOfDegrees(i, v.degree()) {
		return false, true
	}
	levels := map[Level]bool{v.degree(): true}
	for _, step := range []int{-1, +1} {
		for n := d.neighbour(i, step); n >= 0; n = d.neighbour(n, step) {
			level := d.fills(n, r)
			if level == None {
				break
			}
			levels[level] = true
		}
	}
	switch {
	case len(levels) < 2:
		return false, false
	case len(levels) == 2 && s.Place != detectors.Table && vntext.IsUpper(v.letters):
		return true, false
	}
	return false, true
}

// fills gives the degree that fills line n, which must be one that the filter keeps.
func (d *document) fills(n int, r vntext.Reading) Level {
	return newView(strings.Join(d.cells(n, r), " | ")).degree()
}

// tableOfDegrees tells whether another cell near in the same part holds another degree. It is not asked of the head
// of a document or an annex, which is often a table without lines and bears a mark of its own.
func (d *document) tableOfDegrees(i int, own Level) bool {
	s := d.spans[i]
	for _, step := range []int{-1, +1} {
		for n := i + step; n >= 0 && n < len(d.spans); n += step {
			o := d.spans[n]
			if (o.Line-s.Line)*step > tableReach || o.Part != s.Part || o.Page != s.Page {
				break
			}
			if o.Place != detectors.Table || o.Row {
				continue
			}
			if level := d.fills(n, vntext.Reading{}); level != None && level != own {
				return true
			}
		}
	}
	return false
}
