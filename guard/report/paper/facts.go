package paper

import (
	"cmp"
	"slices"
	"time"

	"giumat/guard/act"
	"giumat/guard/report"
)

// facts is the table of the first page: what the officer asks first.
func facts(r *report.Report, w words) *table {
	t := &table{
		Caption: w.say("paper_facts"),
		Columns: []column{{Title: w.say("paper_fact"), Share: 42}, {Title: w.say("paper_value"), Share: 18, Number: true}, {Title: w.say("paper_trend"), Share: 40}},
	}
	add := func(strong bool, name string, chosen func(report.Count) bool) {
		n, before := count(r.Counts, chosen), count(r.Previous, chosen)
		t.Rows = append(t.Rows, row{Strong: strong, Cells: []string{name, w.number(n), w.trend(n, before)}})
	}
	add(true, w.say("paper_fact_marked"), func(c report.Count) bool { return isMark(c.Level) })
	for _, level := range report.Levels() {
		ofLevel := func(c report.Count) bool { return c.Level == level }
		if isMark(level) || count(r.Counts, ofLevel)+count(r.Previous, ofLevel) > 0 {
			add(false, w.level(level), ofLevel)
		}
	}
	add(true, w.say("paper_fact_blocked"), func(c report.Count) bool {
		return c.Outcome == string(act.Quarantined) || c.Outcome == string(act.Blocked)
	})
	add(true, w.say("paper_fact_warned"), func(c report.Count) bool { return c.Outcome == string(act.Warned) })
	for _, outcome := range []act.Result{act.Failed, act.Released} {
		ended := func(c report.Count) bool { return c.Outcome == string(outcome) }
		if count(r.Counts, ended)+count(r.Previous, ended) > 0 {
			add(true, w.say("paper_fact_"+string(outcome)), ended)
		}
	}
	all, sure := unprotected(r)
	remark := ""
	if sure < all {
		remark = w.say("paper_fact_uncertain", "hours", w.hours(all-sure))
	}
	t.Rows = append(t.Rows, row{Strong: true, Cells: []string{w.say("paper_fact_unprotected"), w.say("paper_hours", "n", w.hours(all)), remark}})
	if n := alarming(r); n > 0 {
		t.Rows = append(t.Rows, row{Strong: true, Cells: []string{w.say("tamper_fact"), w.number(n), ""}})
	}
	return t
}

func isMark(level string) bool {
	return level != report.Official && level != report.Uninspected && level != report.Clean
}

// count adds up the counts that are chosen.
func count(counts []report.Count, chosen func(report.Count) bool) int {
	n := 0
	for _, c := range counts {
		if chosen(c) {
			n += c.N
		}
	}
	return n
}

// unprotected adds up the time without protection over all PCs, and how much of it is sure. Two gaps of one PC at the
// same time count once.
func unprotected(r *report.Report) (all, sure time.Duration) {
	var known []report.Gap
	for _, g := range r.Gaps {
		if !g.Uncertain {
			known = append(known, g)
		}
	}
	return covered(r, r.Gaps), covered(r, known)
}

// covered adds up the time that the gaps cover, PC by PC.
func covered(r *report.Report, gaps []report.Gap) time.Duration {
	gaps = slices.SortedFunc(slices.Values(gaps), func(a, b report.Gap) int {
		return cmp.Or(cmp.Compare(a.Host, b.Host), a.From.Compare(b.From))
	})
	var total time.Duration
	var host string
	var reached time.Time
	for _, g := range gaps {
		from, until := within(r, g)
		if g.Host != host {
			host, reached = g.Host, time.Time{}
		}
		if from.Before(reached) {
			from = reached
		}
		if until.After(from) {
			total += until.Sub(from)
			reached = until
		}
	}
	return total
}

// within gives the part of a gap that lies in the period; one that lasts ends when the report was made.
func within(r *report.Report, g report.Gap) (from, until time.Time) {
	from, until = g.From, g.Until
	if until.IsZero() {
		until = r.Made
	}
	if from.Before(r.Period.From) {
		from = r.Period.From
	}
	if until.After(r.Period.To) {
		until = r.Period.To
	}
	return from, until
}
