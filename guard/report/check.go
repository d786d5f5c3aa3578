package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"giumat/rules"
)

// mostCounted bounds a number, so that those of a whole country can be added up.
const mostCounted = 1 << 40

// check refuses a foreign report whose values cannot be.
func (r *Report) check() error {
	if problem := r.Period.problem(); problem != "" {
		return fmt.Errorf("its period is none (%s)", problem)
	}
	if !inTime(r.Made) {
		return errors.New("the time of its making cannot be")
	}
	if bad(r.Expected) || bad(r.Left) || bad(r.EventsLeft) {
		return errors.New("a number cannot be")
	}
	if len(r.Machines) == 0 {
		return errors.New("it is of no PC")
	}
	for _, err := range []error{
		each("machine", r.Machines, Machine.check), each("count", r.Counts, Count.check), each("count before", r.Previous, Count.check),
		each("day", r.Days, func(d Day) error { return d.check(r.Period) }), each("gap", r.Gaps, Gap.check),
		each("incident", r.Incidents, func(e Entry) error { return e.check(r.Period) }),
		each("heightened period", r.Heightened, Heightened.check), each("count of events", r.EventCounts, EventCount.check),
		each("event", r.Events, func(e Event) error { return e.check(r.Period) }),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// each checks all of a list and says which is wrong.
func each[T any](what string, all []T, check func(T) error) error {
	for i, one := range all {
		if err := check(one); err != nil {
			return fmt.Errorf("%s %d: %w", what, i+1, err)
		}
	}
	return nil
}

func bad(n int) bool { return n < 0 || n > mostCounted }

func (m Machine) check() error {
	switch {
	case m.Host == "":
		return errors.New("no host")
	case !inTime(m.Made):
		return errors.New("the time of its report cannot be")
	case !isHash(m.ChainHead) || !isHash(m.LogHead):
		return errors.New("the head of a record is no hash")
	case m.Recorded < 0 || m.Recorded > mostCounted:
		return errors.New("a number cannot be")
	}
	return nil
}

func (c Count) check() error {
	switch {
	case gravity(c.Level) < 0:
		return errors.New("no such level")
	case !isWord(c.Channel) || !isWord(c.Outcome):
		return errors.New("channel or outcome is no word")
	case bad(c.N) || c.N == 0:
		return errors.New("a number cannot be")
	}
	return nil
}

func (d Day) check(p Period) error {
	t, err := time.ParseInLocation(time.DateOnly, d.Date, Zone())
	if err != nil || !p.Contains(t) {
		return errors.New("no day of the period")
	}
	for level, n := range d.Levels {
		if gravity(level) < 0 || bad(n) || n == 0 {
			return errors.New("no such level, or a number cannot be")
		}
	}
	return nil
}

func (g Gap) check() error {
	switch {
	case !isWord(string(g.Kind)):
		return errors.New("kind is no word")
	case !inTime(g.From) || !g.Until.IsZero() && (!inTime(g.Until) || g.Until.Before(g.From)):
		return errors.New("its times cannot be")
	}
	return nil
}

func (h Heightened) check() error {
	if !inTime(h.From) || !inTime(h.To) || !h.From.Before(h.To) {
		return errors.New("its times cannot be")
	}
	return nil
}

func (e Entry) check(p Period) error {
	states := []rules.State{rules.Clean, rules.Marked, rules.Partial, rules.Unreadable}
	confidences := []rules.Confidence{"", rules.Certain, rules.Suspected}
	switch {
	case e.ID == "":
		return errors.New("no id")
	case !p.Contains(e.Time):
		return errors.New("not of the period")
	case !isWord(string(e.Channel)) || !isWord(string(e.Outcome)) || e.Action != "" && !isWord(string(e.Action)):
		return errors.New("channel, action or outcome is no word")
	case !slices.Contains(states, e.State) || !slices.Contains(confidences, e.Confidence):
		return errors.New("no such state or confidence")
	case !isHash(e.SHA256):
		return errors.New("sha256 is no hash")
	case bad(e.Count) || e.Count == 0 || e.Drive.Size < 0:
		return errors.New("a number cannot be")
	}
	return nil
}

// settle brings what was read into the form that Build gives it: its schema, times in Vietnam's zone, harmless texts, order.
func (r *Report) settle() {
	zone := func(t *time.Time) {
		if !t.IsZero() {
			*t = t.In(Zone())
		}
	}
	zone(&r.Period.From)
	zone(&r.Period.To)
	zone(&r.Made)
	r.Schema = Schema
	r.Unit = r.Unit.harmless()
	for i := range r.Machines {
		r.Machines[i] = r.Machines[i].harmless()
		zone(&r.Machines[i].Made)
	}
	for i := range r.Gaps {
		g := &r.Gaps[i]
		g.Host = text(g.Host, maxText)
		zone(&g.From)
		zone(&g.Until)
	}
	for i := range r.Days {
		if r.Days[i].Levels == nil {
			r.Days[i].Levels = map[string]int{}
		}
	}
	for i := range r.Incidents {
		r.Incidents[i] = r.Incidents[i].harmless()
	}
	for i := range r.Heightened {
		h := &r.Heightened[i]
		h.Name = text(h.Name, maxText)
		zone(&h.From)
		zone(&h.To)
	}
	for i := range r.Events {
		r.Events[i] = r.Events[i].harmless()
	}
	r.sort()
}

// sort puts all lists in the order that Report promises.
func (r *Report) sort() {
	slices.SortFunc(r.Machines, byHost)
	slices.SortFunc(r.Days, byDate)
	slices.SortFunc(r.Incidents, older)
	slices.SortFunc(r.Gaps, olderGap)
	slices.SortFunc(r.Heightened, olderHeightened)
	slices.SortFunc(r.Events, olderEvent)
}

// checkTwice refuses what stands in a sorted report twice, and would be counted so.
func (r *Report) checkTwice() error {
	for _, twice := range []bool{
		hasTwice(r.Machines, byHost), hasTwice(r.Days, byDate), hasTwice(r.Incidents, older),
		len(countEvents(r.EventCounts)) < len(r.EventCounts),
	} {
		if twice {
			return errors.New("a PC, a day, an incident or a count is there twice")
		}
	}
	return nil
}

func hasTwice[T any](sorted []T, order func(a, b T) int) bool {
	for i := range sorted {
		if i > 0 && order(sorted[i-1], sorted[i]) == 0 {
			return true
		}
	}
	return false
}

func byHost(a, b Machine) int { return strings.Compare(a.Host, b.Host) }

func byDate(a, b Day) int { return strings.Compare(a.Date, b.Date) }
