package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"giumat/guard/incident"
	"giumat/guard/policy"
)

// Source is what is known of one PC.
type Source interface {
	// Each calls f with each incident from a time on and before another, in any order, and stops at f's first error.
	Each(ctx context.Context, from, until time.Time, f func(incident.Incident) error) error
	// Gaps gives the times without protection that touch the time from one moment and before another. One without a
	// host is of the source's own PC.
	Gaps(ctx context.Context, from, until time.Time) ([]Gap, error)
	// Machine gives the facts on the PC; its host's name must not be empty.
	Machine(ctx context.Context) (Machine, error)
}

// Options say what report is to be made.
type Options struct {
	Period       Period
	Now          time.Time
	Unit         Unit
	Expected     int          // PCs that should report; 0 when not said
	Heightened   []Heightened // periods of heightened alert; those that do not touch the period are left out
	MaxIncidents int          // listed at most, the most serious first; 0 for all. DocumentIncidents suits documents
}

// Build sums up a period. The incidents are read one by one: with MaxIncidents, memory does not grow with them.
func Build(ctx context.Context, from Source, o Options) (*Report, error) {
	if problem := o.Period.problem(); problem != "" {
		return nil, fmt.Errorf("make report: %w", &PeriodError{Word: o.Period.String(), Problem: problem})
	}
	r := &Report{
		Schema: Schema, Period: o.Period, Made: o.Now.Round(0).In(Zone()), Unit: o.Unit.harmless(),
		Expected: o.Expected, Heightened: touching(o.Heightened, o.Period.From, o.Period.To),
	}
	for _, part := range []func(context.Context, Source, Options) error{r.addMachine, r.addIncidents, r.addPrevious, r.addGaps, r.addEvents} {
		if err := part(ctx, from, o); err != nil {
			return nil, fmt.Errorf("make report of %s: %w", o.Period, err)
		}
	}
	return r, nil
}

func (r *Report) addMachine(ctx context.Context, from Source, _ Options) error {
	m, err := from.Machine(ctx)
	if err != nil {
		return err
	}
	if m.Host == "" {
		return errors.New("the PC has no name")
	}
	m.Made = r.Made
	r.Machines = []Machine{m.harmless()}
	return nil
}

func (r *Report) addIncidents(ctx context.Context, from Source, o Options) error {
	counts, days, list := tally{}, newChart(r.Period, r.Made), keeper{most: o.MaxIncidents}
	err := from.Each(ctx, r.Period.From, r.Period.To, func(in incident.Incident) error {
		if !r.Period.Contains(in.Time) {
			return fmt.Errorf("the record gave incident %s, which is not of this time", in.ID)
		}
		counts.add(in)
		days.add(in)
		list.add(Entry{in})
		return nil
	})
	if err != nil {
		return err
	}
	r.Counts, r.Days, r.Incidents, r.Left = counts.list(), days.list(), list.entries(), list.left
	for i, e := range r.Incidents {
		r.Incidents[i] = e.harmless()
	}
	return nil
}

func (r *Report) addPrevious(ctx context.Context, from Source, _ Options) error {
	counts, before := tally{}, r.Period.Previous()
	err := from.Each(ctx, before.From, before.To, func(in incident.Incident) error {
		counts.add(in)
		return nil
	})
	r.Previous = counts.list()
	return err
}

func (r *Report) addGaps(ctx context.Context, from Source, _ Options) error {
	gaps, err := from.Gaps(ctx, r.Period.From, r.Period.To)
	if err != nil {
		return err
	}
	r.Gaps = []Gap{}
	for _, g := range gaps {
		g.Host = text(cmp.Or(g.Host, r.Machines[0].Host), maxText)
		if g, touches := g.within(r.Period, r.Made); touches {
			r.Gaps = append(r.Gaps, g)
		}
	}
	slices.SortFunc(r.Gaps, olderGap)
	return nil
}

// within gives the part of the gap that lies in the period. A gap that lasts stays open only while the period does.
func (g Gap) within(p Period, made time.Time) (part Gap, touches bool) {
	until := g.Until
	if until.IsZero() || until.After(p.To) {
		until = p.To
	}
	if g.From.Before(p.From) {
		g.From = p.From
	}
	if lasts := g.Until.IsZero() && made.Before(p.To); !lasts {
		g.Until = until.In(Zone())
	}
	g.From = g.From.In(Zone())
	return g, g.From.Before(until)
}

func olderGap(a, b Gap) int {
	if c := a.From.Compare(b.From); c != 0 {
		return c
	}
	if c := strings.Compare(a.Host, b.Host); c != 0 {
		return c
	}
	return strings.Compare(string(a.Kind), string(b.Kind))
}

// touching gives the heightened periods that touch the time from one moment and before another, the oldest first.
func touching(all []Heightened, from, before time.Time) []Heightened {
	list := []Heightened{}
	for _, h := range all {
		if h.From.Before(before) && h.To.After(from) {
			list = append(list, Heightened{Name: text(h.Name, maxText), From: h.From.In(Zone()), To: h.To.In(policy.Vietnam)})
		}
	}
	slices.SortFunc(list, olderHeightened)
	return list
}

func olderHeightened(a, b Heightened) int {
	if c := a.From.Compare(b.From); c != 0 {
		return c
	}
	return strings.Compare(a.Name, b.Name)
}
