package paper

import (
	"fmt"
	"io"

	"github.com/signintech/gopdf"
)

// The sheet in points: A4 with the margins of Decree 30/2020/NĐ-CP, annex I, I.2 (30 mm at the left, 15 mm at the right,
// 20 mm above and below). The wide sheet is the same one turned.
const (
	mm                          = 72 / 25.4
	sheetShort, sheetLong       = 210 * mm, 297 * mm
	marginBound, marginFree     = 30 * mm, 15 * mm
	marginOther                 = 20 * mm
	numberBaseline, numberPoint = 14 * mm, 13
)

// sheet is a PDF that is being filled from above.
type sheet struct {
	pdf    *gopdf.GoPdf
	widths map[run]float64 // of words that were measured
	isMark func(line string) bool

	wide                     bool
	left, right, top, bottom float64
	y                        float64 // how far it is filled
	pages                    int
}

// writePDF writes d as PDF.
func writePDF(w io.Writer, d *document) error {
	s := &sheet{pdf: &gopdf.GoPdf{}, widths: map[run]float64{}, isMark: d.words.isMark}
	s.pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	s.pdf.SetTextColor(0x11, 0x11, 0x11) // said once, or words take the colour of the last box
	s.pdf.SetInfo(gopdf.PdfInfo{Title: d.Subject, Creator: "Giữ Mật", CreationDate: d.Made})
	if err := s.addFonts(); err != nil {
		return fmt.Errorf("write report as PDF: %w", err)
	}
	if err := s.write(d); err != nil {
		return fmt.Errorf("write report as PDF: %w", err)
	}
	if _, err := s.pdf.WriteTo(w); err != nil {
		return fmt.Errorf("write report as PDF: %w", err)
	}
	return nil
}

func (s *sheet) write(d *document) error {
	if err := s.turn(false); err != nil {
		return err
	}
	err := first(
		func() error { return s.head(d.Head) },
		func() error { return s.paragraph(d.Name, styleName) },
		func() error { return s.paragraph(d.Subject, styleSubject) },
		func() error { return s.paragraph(d.Span, styleSpan) },
		func() error { return s.paragraph(d.To, styleTo) },
	)
	for _, part := range d.Sections {
		if err != nil {
			return err
		}
		err = s.section(part, d.words)
	}
	return first(func() error { return err }, func() error { return s.turnTo(false) }, func() error { return s.foot(d.Foot) })
}

// first does the steps up to the first that fails.
func first(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) section(part section, w words) error {
	if err := s.turnTo(part.Wide); err != nil {
		return err
	}
	if err := s.paragraph(part.Title, stylePart); err != nil {
		return err
	}
	for _, b := range part.Blocks {
		if err := s.block(b, w); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) block(b block, w words) error {
	for i, step := range b.Steps {
		if err := s.paragraph(fmt.Sprintf("%d. %s", i+1, step), styleText); err != nil {
			return err
		}
	}
	switch {
	case b.Facts != nil:
		return s.table(b.Facts)
	case b.Table != nil:
		return s.table(b.Table)
	case b.Chart != nil:
		return s.chart(b.Chart, w)
	case b.Alert != "":
		return s.alert(b.Alert)
	case b.Aside != "":
		return s.paragraph(b.Aside, styleAside)
	case b.Blank > 0:
		return s.blank(b.Blank)
	}
	return s.paragraph(b.Text, styleText)
}

// turnTo begins a new page where the sheet lies the other way.
func (s *sheet) turnTo(wide bool) error {
	if s.wide == wide {
		return nil
	}
	return s.turn(wide)
}

// turn begins a new page. Pages are numbered above, in the middle, from the second on.
func (s *sheet) turn(wide bool) error {
	s.wide = wide
	width, height := sheetShort, sheetLong
	s.left, s.right, s.top, s.bottom = marginBound, sheetShort-marginFree, marginOther, sheetLong-marginOther
	if wide {
		width, height = height, width
		s.left, s.right, s.top, s.bottom = marginOther, sheetLong-marginOther, marginBound, sheetShort-marginFree
	}
	s.pdf.AddPageWithOption(gopdf.PageOption{PageSize: &gopdf.Rect{W: width, H: height}})
	s.y = s.top
	s.pages++
	if s.pages == 1 {
		return nil
	}
	return s.text(fmt.Sprint(s.pages), style{size: numberPoint, align: center}, s.left, s.right, numberBaseline)
}

// room begins a new page unless there are height points left on this one.
func (s *sheet) room(height float64) error {
	if s.y+height <= s.bottom {
		return nil
	}
	return s.turn(s.wide)
}
