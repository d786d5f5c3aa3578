package paper

import (
	"slices"
	"time"

	"giumat/guard/report"
)

// maxBars is how many bars a chart has at most: a month of days. Longer periods are drawn in weeks or in months.
const maxBars = 31

// chart is how many incidents of each level there were in each day, week or month: one bar each, parted by level.
type chart struct {
	Title  string
	Said   string // the chart in a sentence, for who does not see it
	Series []series
	Bars   []string // what stands below each bar
}

// series is one level.
type series struct {
	Name  string
	Level string
	N     []int // by bar
}

// newChart draws the days of r; nil when nothing happened in them.
func newChart(r *report.Report, w words) *chart {
	step, title := 1, "paper_chart_days"
	switch n := len(r.Days); {
	case n > maxBars*7:
		step, title = 0, "paper_chart_months"
	case n > maxBars:
		step, title = 7, "paper_chart_weeks"
	}
	c := &chart{Title: w.say(title)}
	bars := map[string]int{}
	for _, level := range report.Levels() {
		c.Series = append(c.Series, series{Name: w.level(level), Level: level})
	}
	for i, day := range r.Days {
		label := barLabel(r.Days, i, step)
		at, known := bars[label]
		if !known {
			at = len(c.Bars)
			bars[label] = at
			c.Bars = append(c.Bars, label)
			for s := range c.Series {
				c.Series[s].N = append(c.Series[s].N, 0)
			}
		}
		for s := range c.Series {
			c.Series[s].N[at] += day.Levels[c.Series[s].Level]
		}
	}
	c.Series = slices.DeleteFunc(c.Series, func(s series) bool { return sum(s.N) == 0 })
	if len(c.Series) == 0 {
		return nil
	}
	highest, at := c.highest()
	c.Said = w.say("paper_chart_said", "n", w.number(highest), "at", c.Bars[at])
	return c
}

// barLabel names the bar of day i: the day, the first day of its week, or its month. Weeks are counted from the first
// day of the period, so that none is cut.
func barLabel(days []report.Day, i, step int) string {
	if step > 0 {
		i -= i % step
	}
	date, err := time.Parse(time.DateOnly, days[i].Date)
	switch {
	case err != nil:
		return clean(days[i].Date)
	case step == 0:
		return date.Format("01/2006")
	}
	return date.Format("02/01")
}

// total is the height of a bar.
func (c *chart) total(bar int) int {
	n := 0
	for _, s := range c.Series {
		n += s.N[bar]
	}
	return n
}

// highest gives the height of the highest bar, and which it is.
func (c *chart) highest() (n, bar int) {
	for i := range c.Bars {
		if t := c.total(i); t > n {
			n, bar = t, i
		}
	}
	return n, bar
}

func sum(list []int) int {
	n := 0
	for _, v := range list {
		n += v
	}
	return n
}

// Step is the distance of the lines of the grid.
func (c *chart) Step() int {
	highest, _ := c.highest()
	return niceStep(highest)
}
