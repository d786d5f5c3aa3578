package rtf

// RTF does not say where a cell begins, only where it ends, and keeps no brackets around a row.

func (r *reader) story() *story { return &r.stories[len(r.stories)-1] }

// placeInTable begins a row and a cell where text of a table arrives, and ends the row where other text does.
func (r *reader) placeInTable(inTable bool) {
	s := r.story()
	switch {
	case !inTable:
		r.endRow()
	case !s.cell:
		r.beginCell()
	}
}

func (r *reader) beginCell() {
	s := r.story()
	if !s.row {
		r.b.EndParagraph()
		r.b.OpenRow()
	}
	r.b.OpenCell()
	s.row, s.cell = true, true
}

func (r *reader) endCell() {
	s := r.story()
	if !s.cell {
		r.beginCell()
	}
	r.b.Close()
	s.cell = false
}

func (r *reader) endRow() {
	s := r.story()
	if s.cell {
		r.b.Close()
	}
	if s.row {
		r.b.CloseRow()
	}
	*s = story{}
}
