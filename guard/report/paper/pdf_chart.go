package paper

// chartHeight is the height of a chart, in points.
const chartHeight = 165

// chart draws c over the whole width, on one page with its title.
func (s *sheet) chart(c *chart, w words) error {
	caption := styleCaption
	caption.keep = chartHeight + 24
	if err := s.paragraph(c.Title, caption); err != nil {
		return err
	}
	p := newPlot(c, w, s.right-s.left, chartHeight)
	for _, line := range p.Lines {
		s.pdf.SetLineWidth(0.5)
		s.pdf.SetStrokeColor(0xcc, 0xcc, 0xcc)
		s.pdf.Line(s.left+line.X, s.y+line.Y, s.left+line.Right(), s.y+line.Y)
	}
	for _, bar := range append(p.Bars, p.Legend...) {
		bar.X, bar.Y = bar.X+s.left, bar.Y+s.y
		s.bar(bar)
	}
	for _, l := range p.Labels {
		f := style{size: plotFont, align: map[string]align{"middle": center, "end": end}[l.Anchor]}
		x := s.left + l.X
		if err := s.text(l.Words, f, x, x, s.y+l.Y); err != nil {
			return err
		}
	}
	s.y += chartHeight
	return s.paragraph(c.Said, styleAside)
}

// bar draws a bar in the look of its level: colour, hatching, edge.
func (s *sheet) bar(b rect) {
	l := looks(b.Level)
	s.pdf.SetFillColor(l.R, l.G, l.B)
	s.pdf.RectFromUpperLeftWithStyle(b.X, b.Y, b.W, b.H, "F")
	s.pdf.SetLineWidth(0.9)
	s.pdf.SetStrokeColor(0xff, 0xff, 0xff)
	for _, h := range l.Strokes {
		s.hatch(b, h)
	}
	s.pdf.SetLineWidth(0.4)
	s.pdf.SetStrokeColor(0x33, 0x33, 0x33)
	s.pdf.RectFromUpperLeftWithStyle(b.X, b.Y, b.W, b.H, "D")
}

// hatch fills a bar with a stroke of a tile, as if the tiles covered it. A stroke goes from the left edge of its tile
// to the right one, so the strokes of a row of tiles are one line or a zigzag of slope -1, 0 or 1.
func (s *sheet) hatch(b rect, h stroke) {
	slope := (h.Y2 - h.Y1) / (h.X2 - h.X1)
	top, bottom := b.Y-b.W-tileSize, b.Y+b.H+b.W // where a line must meet the left edge to touch the bar at all
	for y := top; y < bottom; y += tileSize {
		from, to := 0.0, b.W
		if slope != 0 { // cut it at the upper and the lower edge
			atTop, atBottom := (b.Y-y)/slope, (b.Y+b.H-y)/slope
			from, to = max(from, min(atTop, atBottom)), min(to, max(atTop, atBottom))
		} else if y+h.Y1 <= b.Y || y+h.Y1 >= b.Y+b.H {
			continue
		}
		if offset := h.Y1 * (1 - slope*slope); from < to {
			s.pdf.Line(b.X+from, y+offset+slope*from, b.X+to, y+offset+slope*to)
		}
	}
}
