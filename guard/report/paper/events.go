package paper

import (
	"slices"
	"strings"

	"giumat/guard/report"
)

// alarming counts the events that an officer should ask about.
func alarming(r *report.Report) int {
	n := 0
	for _, c := range r.EventCounts {
		if c.Kind.Alarming() {
			n += c.N
		}
	}
	return n
}

// events tells what happened to the guards themselves and to the clocks: how often, and each thing. Where a PC's
// report knows no events it does not say that there were none.
func events(r *report.Report, w words) []block {
	var blocks []block
	for _, m := range r.Machines {
		if m.Log != "" && m.Log != intact {
			said := w.say("tamper_log_broken", "where", clean(m.Log))
			blocks = append(blocks, block{Alert: w.foreign(m.Host, w.say("paper_what_host")) + ": " + said})
		}
	}
	switch {
	case len(r.EventCounts) > 0:
		return append(blocks, block{Table: eventCounts(r, w)}, block{Table: eventList(r, w)})
	case len(blocks) == 0 && !slices.ContainsFunc(r.Machines, func(m report.Machine) bool { return m.Log == "" }):
		return []block{{Text: w.say("tamper_none")}}
	}
	return blocks
}

func eventCounts(r *report.Report, w words) *table {
	t := &table{
		Caption: w.say("tamper_counts"),
		Columns: []column{
			{Title: w.say("tamper_what"), Share: 60},
			{Title: w.say("tamper_n"), Share: 12, Number: true},
			{Title: w.say("tamper_pcs"), Share: 12, Number: true},
			{Title: w.say("tamper_ask"), Share: 16},
		},
	}
	for _, c := range r.EventCounts {
		ask := w.say("tamper_ask_no")
		if c.Kind.Alarming() {
			ask = w.say("tamper_ask_yes")
		}
		what := w.foreign(report.SayKind(w.t, c.Kind), w.say("tamper_what_remark"))
		t.Rows = append(t.Rows, row{Strong: c.Kind.Alarming(), Cells: []string{what, w.number(c.N), w.number(c.PCs), ask}})
	}
	return t
}

func eventList(r *report.Report, w words) *table {
	t := &table{
		Caption: w.say("tamper_list"),
		Columns: []column{
			{Title: w.say("paper_host"), Share: 19},
			{Title: w.say("tamper_at"), Share: 16},
			{Title: w.say("tamper_what"), Share: 34},
			{Title: w.say("tamper_remark"), Share: 31},
		},
	}
	r = r.LimitEvents(report.DocumentEvents)
	for _, e := range r.Events {
		told := e.Say(w.t)
		t.Rows = append(t.Rows, row{Cells: []string{
			w.foreign(e.Host, w.say("paper_what_host")), w.time(e.At),
			w.foreign(told.What, w.say("tamper_what_remark")), w.foreign(strings.TrimSpace(told.Remark), w.say("tamper_what_remark")),
		}})
	}
	if r.EventsLeft > 0 {
		t.More = w.say("tamper_more", "n", w.number(r.EventsLeft))
	}
	return t
}
