package report

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// MergeOptions say whose the merged report is.
type MergeOptions struct {
	Now      time.Time
	Unit     Unit
	Expected int // PCs that should have reported; 0 when not said
}

// MergeProblem is why a report does not go with the others, in a word for the catalogue (report_merge_…).
type MergeProblem string

// The problems.
const (
	OtherPeriod MergeProblem = "period" // not of the period that most of them have
	SharedHost  MergeProblem = "host"   // has some of its PCs, not all, in common with another: they would count twice
)

// MergeError says which report does not go with the others.
type MergeError struct {
	Index   int // of the report, from 0
	Other   int // of one that it does not go with
	Problem MergeProblem
	Detail  string // its period, or the PC
}

// Error is one sentence.
func (e *MergeError) Error() string {
	why := "is of another period than number %d: %s"
	if e.Problem == SharedHost {
		why = "and number %d have some of their PCs in common, such as %q"
	}
	return fmt.Sprintf("merge reports: number %d "+why, e.Index+1, e.Other+1, e.Detail)
}

// Merge rolls up the reports of many PCs, or roll-ups of them, into one; their order does not matter. They must be of
// the same period. Of several reports of the same PCs the one made last counts, and the others add only incidents
// that it does not list. Its errors on their content are of *MergeError.
func Merge(reports []*Report, o MergeOptions) (*Report, error) {
	if len(reports) == 0 {
		return nil, errors.New("merge reports: there are none")
	}
	if err := checkPeriods(reports); err != nil {
		return nil, err
	}
	if err := checkHosts(reports); err != nil {
		return nil, err
	}
	m := &Report{
		Schema: Schema, Period: reports[0].Period, Made: o.Now.Round(0).In(Zone()), Unit: o.Unit.harmless(), Expected: o.Expected,
		Incidents: []Entry{}, Gaps: []Gap{}, Heightened: []Heightened{}, Events: []Event{},
	}
	counts, previous, events := tally{}, tally{}, eventTally{}
	var latest []*Report
	for _, same := range bySameHosts(reports) {
		r := same[0]
		latest = append(latest, r)
		counts.addAll(r.Counts)
		previous.addAll(r.Previous)
		m.Machines = append(m.Machines, r.Machines...)
		m.Gaps = append(m.Gaps, r.Gaps...)
		m.Heightened = append(m.Heightened, r.Heightened...)
		m.Events = append(m.Events, r.Events...)
		m.EventsLeft += r.EventsLeft
		for _, c := range r.EventCounts {
			events.add(c)
		}
		m.addListed(same)
	}
	m.EventCounts = events.list()
	m.limitEvents(maxAllEvents)
	m.Counts, m.Previous, m.Days = counts.list(), previous.list(), addDays(latest)
	m.sort()
	m.Heightened = slices.CompactFunc(m.Heightened, func(a, b Heightened) bool {
		return a.Name == b.Name && a.From.Equal(b.From) && a.To.Equal(b.To)
	})
	return m, nil
}

// addListed adds the incidents that reports of the same PCs list, the latest report first.
func (r *Report) addListed(same []*Report) {
	type key struct{ host, id string }
	seen := map[key]bool{}
	for _, one := range same {
		for _, e := range one.Incidents {
			if k := (key{e.Host, e.ID}); !seen[k] {
				seen[k] = true
				r.Incidents = append(r.Incidents, e)
			}
		}
	}
	added := len(seen) - len(same[0].Incidents)
	r.Left += max(0, same[0].Left-added)
}

// checkPeriods looks for a report that is not of the period that most of them have.
func checkPeriods(reports []*Report) error {
	votes := map[string]int{}
	usual := 0
	for i, r := range reports {
		p := r.Period.String()
		votes[p]++
		if votes[p] > votes[reports[usual].Period.String()] {
			usual = i
		}
	}
	for i, r := range reports {
		if !r.Period.Same(reports[usual].Period) {
			return &MergeError{Index: i, Other: usual, Problem: OtherPeriod, Detail: r.Period.String()}
		}
	}
	return nil
}

// checkHosts looks for two reports that share some of their PCs, but not all: their counts cannot be told apart.
func checkHosts(reports []*Report) error {
	first := map[string]int{} // by host, the first report that has it
	for i, r := range reports {
		for _, machine := range r.Machines {
			other, known := first[machine.Host]
			if !known {
				first[machine.Host] = i
				continue
			}
			if hosts(r) != hosts(reports[other]) {
				return &MergeError{Index: i, Other: other, Problem: SharedHost, Detail: machine.Host}
			}
		}
	}
	return nil
}

// bySameHosts puts the reports of the same PCs together, the latest first.
func bySameHosts(reports []*Report) [][]*Report {
	groups := map[string][]*Report{}
	for _, r := range reports {
		groups[hosts(r)] = append(groups[hosts(r)], r)
	}
	var list [][]*Report
	for _, same := range groups {
		slices.SortFunc(same, latestFirst)
		list = append(list, same)
	}
	return list
}

// hosts is the same text for reports of the same PCs. No name holds a line break.
func hosts(r *Report) string {
	var names []string
	for _, machine := range r.Machines {
		names = append(names, machine.Host)
	}
	slices.Sort(names)
	return strings.Join(names, "\n")
}

// latestFirst orders by the time of making. Two that claim the same moment are ordered by their content, so that the
// order in which they were named does not matter.
func latestFirst(a, b *Report) int {
	if c := b.Made.Compare(a.Made); c != 0 {
		return c
	}
	return bytes.Compare(fingerprint(a), fingerprint(b))
}

func fingerprint(r *Report) []byte {
	h := sha256.New()
	if err := r.WriteJSON(h); err != nil {
		return nil // what cannot be written was neither built nor read
	}
	return h.Sum(nil)
}
