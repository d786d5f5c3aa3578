package lines

import (
	"bytes"
	"strings"

	"giumat/detectors"
)

// maxRow is how long a table row may be, in bytes, to be sent as one line too: "Độ mật | Mật" is short.
const maxRow = 400

// row is a table row whose cells are being read.
type row struct {
	cells   [][]byte
	size    int
	lines   int
	decoded bool
	place   detectors.Place
}

// OpenRow begins a table row; CloseRow ends it.
func (b *Builder) OpenRow() {
	b.rows = append(b.rows, row{})
}

// CloseRow ends a table row, and sends it in one line if that says more than its cells did.
func (b *Builder) CloseRow() {
	if len(b.rows) == 0 {
		return
	}
	r := b.rows[len(b.rows)-1]
	b.rows = b.rows[:len(b.rows)-1]
	if r.lines < 2 || r.size > maxRow {
		return
	}
	text := string(bytes.Join(r.cells, []byte("\t")))
	b.send(detectors.Span{Text: text, Place: r.place, Row: true, Decoded: r.decoded})
}

// addCell puts a cell that has been read into its row.
func (b *Builder) addCell(f frame) {
	if len(b.rows) == 0 {
		return
	}
	r := &b.rows[len(b.rows)-1]
	r.place = f.place
	r.size += len(f.text) + 1
	r.lines += f.lines
	r.decoded = r.decoded || f.legacy
	if r.size <= maxRow && len(f.text) > 0 {
		r.cells = append(r.cells, f.text)
	}
}

// addShown adds a line to what a cell says in its row.
func (f *frame) addShown(v version) {
	text := strings.TrimSpace(v.text)
	if len(text) == 0 || len(f.text) > maxRow {
		return
	}
	if f.lines > 0 {
		f.text = append(f.text, ' ')
	}
	f.text = append(f.text, text[:min(len(text), maxRow+1)]...)
	f.lines++
	f.legacy = f.legacy || v.decoded
}
