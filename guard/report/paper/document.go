package paper

import "time"

// document is what a paper says, in words, before it has a form. The three writers print the same one, so that no
// number or sentence can stand in one form and not in another.
type document struct {
	Lang     string // BCP 47
	Made     time.Time
	Head     head
	Name     string // of the kind of paper: BÁO CÁO
	Subject  string
	Span     string // the days that it covers, in brackets; empty in an urgent report
	To       string
	Sections []section
	Foot     foot

	words words // for the numbers of the chart
}

// head is the upper part of an official document (Decree 30/2020/NĐ-CP, annex I, parts 1 to 4 of the diagram).
type head struct {
	Parent, Body  string // upper body, own name
	Number        string
	Nation, Motto string // Quốc hiệu, Tiêu ngữ
	PlaceDate     string
}

// foot is its lower part (parts 7 and 9b).
type foot struct {
	Title      string   // Nơi nhận
	Recipients []string // one a line
	Signer     string
	Sign       string // what the signer has to do
}

// section is a numbered part.
type section struct {
	Title  string
	Wide   bool // reads better on a sheet laid on its side
	Blocks []block
}

// block is one piece of a section. One of its fields is set.
type block struct {
	Text  string // a paragraph
	Alert string // a paragraph that must not be overlooked
	Aside string // a paragraph in italics
	Steps []string
	Facts *table // the numbers that the officer needs first: what, value, remark
	Table *table
	Chart *chart
	Blank int // lines to be filled in by hand
}

// table is a table whose cells are words. No cell is a degree of secrecy alone.
type table struct {
	Caption string
	Columns []column
	Rows    []row
	More    string // said below: what was left out
}

// column is a column of a table.
type column struct {
	Title  string
	Share  float64 // of the table's width; all together need not be 1
	Number bool    // aligned at the right
}

// row is a row of a table.
type row struct {
	Cells  []string
	Strong bool // a sum
}

// Shares gives the part of the width that each column has; together they are 1.
func (t *table) Shares() []float64 {
	var sum float64
	for _, c := range t.Columns {
		sum += c.Share
	}
	out := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.Share / sum
	}
	return out
}
