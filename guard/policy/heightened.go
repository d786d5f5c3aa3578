package policy

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Vietnam is the zone in which a policy's dates are meant. It has had no daylight saving since 1975.
var Vietnam = time.FixedZone("ICT", 7*60*60)

// Period is a time of heightened alert with a name: holidays, elections. In it every warn is a block.
type Period struct {
	Name string    // as people call it: "Lễ 30/4 và 01/5"
	From time.Time // midnight in Vietnam
	To   time.Time // first moment after it
}

// At is the policy that holds at t: in a period of heightened alert, p with every warn made a block. What is only
// suspected is still warned about at most.
func (p Policy) At(t time.Time) Policy {
	if _, holds := p.Heightened(t); !holds {
		return p
	}
	return p.strict()
}

// Heightened gives the period of heightened alert that holds at t.
func (p Policy) Heightened(t time.Time) (period Period, holds bool) {
	for _, one := range p.Periods(t, t.Add(1)) {
		return one, true
	}
	return Period{}, false
}

// Periods gives the periods of heightened alert that touch the time from one moment and before another, in the order
// of the file.
func (p Policy) Periods(from, before time.Time) []Period {
	var touching []Period
	for _, n := range p.heightened {
		for _, period := range n.between(from, before) {
			if period.From.Before(before) && period.To.After(from) {
				touching = append(touching, period)
			}
		}
	}
	return touching
}

// named is a period as the file holds it.
type named struct {
	Name string `yaml:"name"`
	From day    `yaml:"from"`
	To   day    `yaml:"to"` // the last day of it
}

// between gives the period, or of a yearly one those of all years that matter.
func (n named) between(from, before time.Time) []Period {
	if n.From.year != 0 {
		return []Period{{Name: n.Name, From: n.From.in(n.From.year), To: n.To.in(n.To.year).AddDate(0, 0, 1)}}
	}
	var list []Period
	for year := from.In(Vietnam).Year() - 1; year <= before.In(Vietnam).Year(); year++ {
		last := year
		if n.To.before(n.From) { // over the turn of the year
			last++
		}
		list = append(list, Period{Name: n.Name, From: n.From.in(year), To: n.To.in(last).AddDate(0, 0, 1)})
	}
	return list
}

// check refuses what cannot be meant.
func (n named) check() error {
	switch {
	case strings.TrimSpace(n.Name) == "":
		return errors.New("a heightened period has no name")
	case n.From.month == 0 || n.To.month == 0:
		return errors.New("a heightened period has no from or no to")
	case (n.From.year == 0) != (n.To.year == 0):
		return errors.New("a heightened period is yearly at one end only")
	case n.From.year != 0 && n.To.in(n.To.year).Before(n.From.in(n.From.year)):
		return errors.New("a heightened period ends before it begins")
	}
	return nil
}

// day is a date: 2027-02-06, or 04-30 for that of every year, where year is 0.
type day struct {
	year  int
	month time.Month
	day   int
}

func (d day) in(year int) time.Time { return time.Date(year, d.month, d.day, 0, 0, 0, 0, Vietnam) }

func (d day) before(e day) bool { return d.month < e.month || d.month == e.month && d.day < e.day }

// UnmarshalYAML reads a date.
func (d *day) UnmarshalYAML(n *yaml.Node) error {
	if t, err := time.Parse(time.DateOnly, n.Value); err == nil {
		*d = day{t.Year(), t.Month(), t.Day()}
		return nil
	}
	// A leap year, so that 29 February can be named; in other years that day is 1 March.
	t, err := time.Parse(time.DateOnly, "2000-"+n.Value)
	if err != nil {
		return fmt.Errorf("line %d: %q is no date: write 2027-02-06, or 04-30 for every year", n.Line, clip(n.Value))
	}
	*d = day{0, t.Month(), t.Day()}
	return nil
}
