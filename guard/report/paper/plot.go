package paper

// plot is a chart as shapes on a field of Width x Height points, the origin at the upper left. The page and the PDF
// draw the same one; Word draws its own.
type plot struct {
	Width, Height float64
	Bars          []rect
	Lines         []rect // grid: no height
	Labels        []label
	Legend        []rect
}

// rect is a rectangle in the look of a level; without one, a line of the grid.
type rect struct {
	X, Y, W, H float64
	Level      string
}

// Right is the end of a line of the grid.
func (r rect) Right() float64 { return r.X + r.W }

// label is words at a point: the middle of their base line, or its end or start.
type label struct {
	X, Y   float64
	Anchor string // start, middle or end, as in SVG
	Words  string
}

const (
	plotLeft    = 34.0 // room for the numbers
	plotBottom  = 22.0 // room for the days
	plotTop     = 12.0 // room for the number over the highest bar
	legendRow   = 13.0
	maxBarWidth = 40.0
	plotFont    = 8.5 // size of the words
	charWidth   = 4.4 // of a character in that size, a little more than it is on average
)

// newPlot lays c out, from the foot upwards.
func newPlot(c *chart, w words, width, height float64) plot {
	p := plot{Width: width, Height: height}
	highest, _ := c.highest()
	step := c.Step()
	top := (highest + step - 1) / step * step
	p.legend(c)
	floor := p.Height - plotBottom
	scale := (floor - plotTop) / float64(top)
	for n := 0; n <= top; n += step {
		y := floor - float64(n)*scale
		p.Lines = append(p.Lines, rect{X: plotLeft, Y: y, W: width - plotLeft})
		p.Labels = append(p.Labels, label{X: plotLeft - 4, Y: y + 3, Anchor: "end", Words: w.number(n)})
	}
	p.bars(c, w, floor, scale)
	p.Height = height
	return p
}

func (p *plot) bars(c *chart, w words, floor, scale float64) {
	pitch := (p.Width - plotLeft) / float64(len(c.Bars))
	wide := min(pitch*0.7, maxBarWidth)
	every := 1 + int(float64(len(c.Bars[0])+1)*charWidth/pitch) // labels that would touch are left out
	for i, name := range c.Bars {
		x, y := plotLeft+float64(i)*pitch, floor
		for _, s := range c.Series {
			h := float64(s.N[i]) * scale
			if y -= h; h > 0 {
				p.Bars = append(p.Bars, rect{X: x + (pitch-wide)/2, Y: y, W: wide, H: h, Level: s.Level})
			}
		}
		middle := x + pitch/2
		if n := c.total(i); n > 0 {
			p.Labels = append(p.Labels, label{X: middle, Y: y - 2.5, Anchor: "middle", Words: w.number(n)})
		}
		if i%every == 0 {
			p.Labels = append(p.Labels, label{X: middle, Y: floor + 11, Anchor: "middle", Words: name})
		}
	}
}

// legend takes as many lines as it needs from the foot of the field.
func (p *plot) legend(c *chart) {
	x, line := plotLeft, 0
	for _, s := range c.Series {
		wide := 18 + float64(len([]rune(s.Name)))*charWidth
		if x+wide > p.Width && x > plotLeft {
			x, line = plotLeft, line+1
		}
		p.Legend = append(p.Legend, rect{X: x, Y: float64(line) * legendRow, W: 14, H: 9, Level: s.Level})
		p.Labels = append(p.Labels, label{X: x + 18, Y: float64(line)*legendRow + 8, Anchor: "start", Words: s.Name})
		x += wide + 12
	}
	p.Height -= float64(line+1) * legendRow
	for i := range p.Legend {
		p.Legend[i].Y += p.Height
		p.Labels[i].Y += p.Height
	}
}

// niceStep gives the distance of the lines of the grid, for at most five of them above the floor: 1, 2 or 5 times a
// power of ten.
func niceStep(highest int) int {
	for power := 1; ; power *= 10 {
		for _, step := range []int{power, 2 * power, 5 * power} {
			if step*5 >= highest {
				return step
			}
		}
	}
}
