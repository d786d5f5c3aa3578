package paper

// What stands before and after the sections, and what is drawn rather than written.

// head writes the two columns of the head: the issuing body with its number, the nation with place and date.
func (s *sheet) head(h head) error {
	middle := s.left + (s.right-s.left)*0.41
	top := s.y
	small := style{size: 12, align: center}
	large := style{size: 12, align: center, bold: true}
	plain := style{size: 13, align: center}

	bodyEnd, err := s.column(s.left, middle-6, top, []said{{h.Parent, small}, {h.Body, large}})
	if err != nil {
		return err
	}
	width := (middle - s.left) / 3 // the rule is a third to a half of the name (Decree 30/2020/NĐ-CP, annex I, II.2)
	s.rule((s.left+middle-6-width)/2, (s.left+middle-6+width)/2, bodyEnd+2)
	if bodyEnd, err = s.column(s.left, middle-6, bodyEnd+7, []said{{h.Number, plain}}); err != nil {
		return err
	}

	motto := style{size: 13, align: center, bold: true}
	nationEnd, err := s.column(middle, s.right, top, []said{{h.Nation, large}, {h.Motto, motto}})
	if err != nil {
		return err
	}
	if width, err = s.width(h.Motto, motto); err != nil {
		return err
	}
	s.rule((middle+s.right-width)/2, (middle+s.right+width)/2, nationEnd+2)
	place := style{size: 13, align: center, italic: true}
	if nationEnd, err = s.column(middle, s.right, nationEnd+7, []said{{h.PlaceDate, place}}); err != nil {
		return err
	}
	s.y = max(bodyEnd, nationEnd)
	return nil
}

// said is words in a style.
type said struct {
	words string
	style style
}

// column writes paragraphs between left and right from y on, and gives where they end.
func (s *sheet) column(left, right, y float64, list []said) (float64, error) {
	for _, p := range list {
		lines, err := s.lines(p.words, p.style, right-left)
		if err != nil {
			return 0, err
		}
		for _, line := range lines {
			if err := s.text(line, p.style, left, right, y+p.style.size); err != nil {
				return 0, err
			}
			y += p.style.size * leading
		}
	}
	return y, nil
}

// foot writes the recipients at the left and the signer at the right, on one page.
func (s *sheet) foot(f foot) error {
	const forSignature = 55
	s.y += 8
	if err := s.room(float64(len(f.Recipients)+2)*14 + forSignature); err != nil {
		return err
	}
	middle := (s.left + s.right) / 2
	list := []said{{f.Title, style{size: 12, bold: true, italic: true}}}
	for _, r := range f.Recipients {
		list = append(list, said{r, style{size: 11}})
	}
	if _, err := s.column(s.left, middle, s.y, list); err != nil {
		return err
	}
	_, err := s.column(middle, s.right, s.y, []said{
		{f.Signer, style{size: 13, bold: true, align: center}}, {f.Sign, style{size: 13, italic: true, align: center}},
	})
	return err
}

// alert writes a paragraph with a bar at its side.
func (s *sheet) alert(words string) error {
	top := s.y + styleAlert.before
	if err := s.paragraph(words, styleAlert); err != nil {
		return err
	}
	if top > s.y {
		top = s.top // it began on a new page
	}
	s.pdf.SetFillColor(0x8c, 0x1d, 0x18)
	s.pdf.RectFromUpperLeftWithStyle(s.left, top, 3, s.y-styleAlert.after-top+2, "F")
	return nil
}

// blank draws dotted lines to write on.
func (s *sheet) blank(lines int) error {
	const height = 22
	for range lines {
		if err := s.room(height); err != nil {
			return err
		}
		s.y += height
		s.pdf.SetCustomLineType([]float64{1, 2}, 0)
		s.rule(s.left, s.right, s.y)
		s.pdf.SetLineType("solid")
	}
	return nil
}

func (s *sheet) rule(from, to, y float64) {
	s.pdf.SetLineWidth(0.7)
	s.pdf.SetStrokeColor(0x11, 0x11, 0x11)
	s.pdf.Line(from, y, to, y)
}
