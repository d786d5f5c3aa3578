package paper

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strings"

	"giumat/guard/act"
	"giumat/guard/report"
)

// figures is part II: the counts, the chart, the times without protection, the events of the guards themselves, the PCs and
// their records.
func figures(r *report.Report, w words) []block {
	blocks := []block{{Table: counts(r, w)}}
	if len(r.Counts) == 0 && len(r.Previous) == 0 {
		blocks = []block{{Text: w.say("paper_no_counts")}}
	}
	if c := newChart(r, w); c != nil {
		blocks = append(blocks, block{Chart: c})
	}
	if len(r.Gaps) == 0 {
		blocks = append(blocks, block{Text: w.say("paper_no_gaps")})
	} else {
		blocks = append(blocks, block{Table: gaps(r, w)})
	}
	blocks = append(blocks, events(r, w)...)
	return append(blocks, block{Table: machines(r, w)})
}

// counts is the table level x channel x outcome, with the period before.
func counts(r *report.Report, w words) *table {
	outcomes := outcomesOf(r)
	t := &table{
		Caption: w.say("paper_counts"),
		Columns: []column{{Title: w.say("paper_level"), Share: 35}, {Title: w.say("paper_channel"), Share: 29}},
	}
	for _, o := range outcomes {
		t.Columns = append(t.Columns, column{Title: w.outcome(o), Share: 11, Number: true})
	}
	t.Columns = append(t.Columns, column{Title: w.say("paper_total"), Share: 9, Number: true},
		column{Title: w.say("paper_before"), Share: 9, Number: true})

	add := func(strong bool, level, channel string, chosen func(report.Count) bool) {
		cells := []string{level, channel}
		for _, o := range outcomes {
			cells = append(cells, w.number(count(r.Counts, func(c report.Count) bool { return chosen(c) && c.Outcome == o })))
		}
		cells = append(cells, w.number(count(r.Counts, chosen)), w.number(count(r.Previous, chosen)))
		t.Rows = append(t.Rows, row{Cells: cells, Strong: strong})
	}
	both := slices.Concat(r.Counts, r.Previous)
	for _, level := range distinct(both, report.Levels(), func(c report.Count) string { return c.Level }) {
		ofLevel := func(c report.Count) bool { return c.Level == level }
		channels := distinct(slices.DeleteFunc(slices.Clone(both), func(c report.Count) bool { return c.Level != level }),
			nil, func(c report.Count) string { return c.Channel })
		name := w.level(level)
		if len(channels) > 1 {
			add(true, name, w.say("paper_all_channels"), ofLevel)
		}
		for _, channel := range channels {
			add(false, name, w.channel(channel), func(c report.Count) bool { return ofLevel(c) && c.Channel == channel })
		}
	}
	add(true, w.say("paper_total"), "", func(report.Count) bool { return true })
	return t
}

// outcomesOf gives the columns of the table: held and warned always, others where there are any.
func outcomesOf(r *report.Report) []string {
	order := []string{
		string(act.Quarantined), string(act.Blocked), string(act.Failed), string(act.Warned), string(act.Recorded),
		string(act.Allowed), string(act.Released),
	}
	always := []report.Count{{Outcome: string(act.Quarantined)}, {Outcome: string(act.Warned)}}
	return distinct(slices.Concat(always, r.Counts), order, func(c report.Count) string { return c.Outcome })
}

// distinct gives the values of a field: first those of order, then others by name.
func distinct(counts []report.Count, order []string, field func(report.Count) string) []string {
	var out []string
	for _, c := range counts {
		out = append(out, field(c))
	}
	rank := func(s string) int {
		if i := slices.Index(order, s); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a, b)) })
	return slices.Compact(out)
}

// gaps is the table of the times without protection.
func gaps(r *report.Report, w words) *table {
	t := &table{
		Caption: w.say("paper_gaps"),
		Columns: []column{
			{Title: w.say("paper_host"), Share: 21},
			{Title: w.say("paper_gap_kind"), Share: 30},
			{Title: w.say("paper_from"), Share: 17},
			{Title: w.say("paper_until"), Share: 17},
			{Title: w.say("paper_gap_hours"), Share: 9, Number: true},
			{Title: w.say("paper_remark"), Share: 18},
		},
	}
	shown := r.Gaps[max(0, len(r.Gaps)-report.DocumentIncidents):]
	for _, g := range shown {
		until, remark := w.time(g.Until), ""
		if g.Until.IsZero() {
			until = w.say("paper_lasts")
		}
		if g.Uncertain {
			remark = w.say("paper_gap_uncertain")
		}
		from, to := within(r, g)
		t.Rows = append(t.Rows, row{Cells: []string{
			w.foreign(g.Host, w.say("paper_what_host")), w.code("paper_gap_", string(g.Kind)), w.time(g.From), until, w.hours(max(to.Sub(from), 0)), remark,
		}})
	}
	t.More = w.more(len(r.Gaps) - len(shown))
	return t
}

// machines is the table of the PCs: program, rules, policy, and the state of the record.
func machines(r *report.Report, w words) *table {
	t := &table{
		Caption: w.say("paper_record"),
		Columns: []column{
			{Title: w.say("paper_host"), Share: 19},
			{Title: w.say("paper_program"), Share: 30},
			{Title: w.say("paper_machine_made"), Share: 15},
			{Title: w.say("paper_recorded"), Share: 10, Number: true},
			{Title: w.say("paper_chain"), Share: 38},
		},
	}
	shown := r.Machines[:min(len(r.Machines), report.DocumentIncidents)]
	for _, m := range shown {
		t.Rows = append(t.Rows, row{Cells: []string{
			w.foreign(m.Host, w.say("paper_what_host")),
			w.say("paper_program_of", "version", clean(m.Version), "rules", clean(m.Rules), "policy", clean(m.Policy)),
			w.time(m.Made), w.number(int(m.Recorded)), join(" ", w.chain(m), groups(m.ChainHead)),
		}})
	}
	t.More = w.more(len(r.Machines) - len(shown))
	return t
}

const intact = "intact"

func (w words) chain(m report.Machine) string {
	if m.Chain == intact {
		return w.say("paper_chain_intact")
	}
	return w.say("paper_chain_broken", "where", clean(m.Chain))
}

func brokenChains(machines []report.Machine) int {
	n := 0
	for _, m := range machines {
		if m.Chain != intact {
			n++
		}
	}
	return n
}

// groups parts a hash into groups of eight, so that a cell can break it and a person can read it aloud.
func groups(hash string) string {
	if _, err := hex.DecodeString(hash); err != nil {
		return clean(hash)
	}
	var parts []string
	for chunk := range slices.Chunk([]byte(hash), 8) {
		parts = append(parts, string(chunk))
	}
	return strings.Join(parts, " ")
}
