package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"giumat/guard/incident"
)

// cell is a place in the table of counts.
type cell struct{ level, channel, outcome string }

// tally counts incidents by level, channel and outcome.
type tally map[cell]int

func (t tally) add(in incident.Incident) {
	t[cell{LevelOf(in), string(in.Channel), string(in.Outcome)}]++
}

func (t tally) addAll(counts []Count) {
	for _, c := range counts {
		t[cell{c.Level, c.Channel, c.Outcome}] += c.N
	}
}

// list gives the counts, the gravest level first.
func (t tally) list() []Count {
	list := make([]Count, 0, len(t))
	for c, n := range t {
		list = append(list, Count{Level: c.level, Channel: c.channel, Outcome: c.outcome, N: n})
	}
	slices.SortFunc(list, func(a, b Count) int {
		return cmp.Or(cmp.Compare(gravity(a.Level), gravity(b.Level)),
			strings.Compare(a.Channel, b.Channel), strings.Compare(a.Outcome, b.Outcome))
	})
	return list
}

// chart counts incidents by day and level.
type chart struct {
	from time.Time
	days []map[string]int // of the whole period; nil where nothing happened
	last int              // index of the last day to be shown; -1 for none
}

func newChart(p Period, made time.Time) *chart {
	c := &chart{from: p.From, days: make([]map[string]int, p.Days()), last: -1}
	if !made.Before(p.From) {
		c.last = min(c.index(made), len(c.days)-1)
	}
	return c
}

// index is the number of the day in which t lies; all days have 24 hours.
func (c *chart) index(t time.Time) int { return int(t.Sub(c.from) / day) }

func (c *chart) add(in incident.Incident) {
	i := c.index(in.Time)
	if c.days[i] == nil {
		c.days[i] = map[string]int{}
	}
	c.days[i][LevelOf(in)]++
	c.last = max(c.last, i) // a clock that was set back leaves incidents after the time of the report
}

func (c *chart) list() []Day {
	list := []Day{}
	for i, levels := range c.days[:c.last+1] {
		if levels == nil {
			levels = map[string]int{}
		}
		list = append(list, Day{Date: c.from.AddDate(0, 0, i).Format(time.DateOnly), Levels: levels})
	}
	return list
}

// addDays adds up the charts of several reports, by date.
func addDays(reports []*Report) []Day {
	byDate := map[string]map[string]int{}
	for _, r := range reports {
		for _, d := range r.Days {
			if byDate[d.Date] == nil {
				byDate[d.Date] = map[string]int{}
			}
			for level, n := range d.Levels {
				byDate[d.Date][level] += n
			}
		}
	}
	list := []Day{}
	for _, date := range slices.Sorted(maps.Keys(byDate)) {
		list = append(list, Day{Date: date, Levels: byDate[date]})
	}
	return list
}
