package rules

import (
	"strings"
	"unicode"

	"giumat/detectors"
	"giumat/detectors/vntext"
)

// reach is how many lines away a neighbour may stand. The Collector keeps as many around each line it was asked
// for, and never more is looked at, so that judging with the filter is judging without.
const reach = detectors.Neighbours

// anyMatches tells whether the pattern matches one of texts.
func anyMatches(texts []string, p *pattern) bool {
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
