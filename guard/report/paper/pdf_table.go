package paper

const (
	cellPad    = 3.5 // points at each side of a cell's words
	cellPadTop = 2
)

// pdfTable is a table on its way onto the sheet.
type pdfTable struct {
	*table
	edges      []float64 // left edges of the columns and the right edge of the last
	head, cell style
}

// table draws t. Its head comes again on every page, and a row is cut only when it is longer than a page.
func (s *sheet) table(t *table) error {
	p := pdfTable{table: t, head: style{size: 10, bold: true, align: center}, cell: style{size: 11}}
	if s.wide {
		p.head.size, p.cell.size = 9, 9
	}
	x := s.left
	for _, share := range t.Shares() {
		p.edges = append(p.edges, x)
		x += share * (s.right - s.left)
	}
	p.edges = append(p.edges, x)

	caption := styleCaption
	caption.keep = 4 * p.cell.size * leading // the head and a row
	if err := s.paragraph(t.Caption, caption); err != nil {
		return err
	}
	if err := s.tableHead(p); err != nil {
		return err
	}
	for _, r := range t.Rows {
		if err := s.row(p, r); err != nil {
			return err
		}
	}
	s.y += 3
	return s.paragraph(t.More, styleAside)
}

func (s *sheet) tableHead(p pdfTable) error {
	titles := make([]string, len(p.Columns))
	for i, c := range p.Columns {
		titles[i] = c.Title
	}
	cells, height, err := s.wrap(p, titles, p.head)
	if err != nil {
		return err
	}
	s.pdf.SetFillColor(0xee, 0xf1, 0xf4)
	return s.cells(p, cells, height, func(int) style { return p.head })
}

// row draws one row, with a new page and the head before it where it does not fit.
func (s *sheet) row(p pdfTable, r row) error {
	font := p.cell
	font.bold = r.Strong
	cells, height, err := s.wrap(p, r.Cells, font)
	if err != nil {
		return err
	}
	styleOf := func(i int) style {
		f := font
		if p.Columns[i].Number {
			f.align = end
		}
		return f
	}
	for len(longest(cells)) > 0 {
		if s.y+height > s.bottom {
			if err := s.nextPage(p); err != nil {
				return err
			}
		}
		fit := max(1, int((s.bottom-s.y-2*cellPadTop)/(font.size*leading)))
		var now [][]string
		now, cells = split(cells, fit)
		s.pdf.SetFillColor(0xff, 0xff, 0xff)
		if r.Strong {
			s.pdf.SetFillColor(0xf7, 0xf8, 0xfa)
		}
		if err := s.cells(p, now, rowHeight(now, font), styleOf); err != nil {
			return err
		}
		height = rowHeight(cells, font)
	}
	return nil
}

func (s *sheet) nextPage(p pdfTable) error {
	if err := s.turn(s.wide); err != nil {
		return err
	}
	return s.tableHead(p)
}

// wrap breaks the words of each cell into lines, and gives the height of the row.
func (s *sheet) wrap(p pdfTable, words []string, f style) ([][]string, float64, error) {
	cells := make([][]string, len(words))
	for i, w := range words {
		lines, err := s.lines(w, f, p.edges[i+1]-p.edges[i]-2*cellPad)
		if err != nil {
			return nil, 0, err
		}
		cells[i] = lines
	}
	return cells, rowHeight(cells, f), nil
}

func rowHeight(cells [][]string, f style) float64 {
	return float64(len(longest(cells)))*f.size*leading + 2*cellPadTop
}

func longest(cells [][]string) []string {
	var out []string
	for _, c := range cells {
		if len(c) > len(out) {
			out = c
		}
	}
	return out
}

// split takes the first n lines of each cell.
func split(cells [][]string, n int) (now, rest [][]string) {
	for _, c := range cells {
		at := min(n, len(c))
		now, rest = append(now, c[:at]), append(rest, c[at:])
	}
	return now, rest
}

// cells draws the boxes of a row and the lines in them, and moves below it.
func (s *sheet) cells(p pdfTable, cells [][]string, height float64, styleOf func(column int) style) error {
	s.pdf.SetLineWidth(0.5)
	s.pdf.SetStrokeColor(0x77, 0x77, 0x77)
	for i := range cells {
		s.pdf.RectFromUpperLeftWithStyle(p.edges[i], s.y, p.edges[i+1]-p.edges[i], height, "DF")
	}
	for i, lines := range cells {
		f := styleOf(i)
		for n, line := range lines {
			baseline := s.y + cellPadTop + f.size*(0.92+float64(n)*leading)
			if err := s.text(line, f, p.edges[i]+cellPad, p.edges[i+1]-cellPad, baseline); err != nil {
				return err
			}
		}
	}
	s.y += height
	return nil
}
