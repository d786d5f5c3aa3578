package paper

import (
	"giumat/guard/act"
	"giumat/guard/report"
	"giumat/guard/texts"
)

// urgent says what the one page on a single serious incident says: what happened, what the guard did, and what must be
// done now.
func urgent(u *report.UrgentReport, t *texts.Catalog) *document {
	w := newWords(t)
	d := w.blank(u.Unit, u.Made)
	d.Name, d.Subject = w.say("paper_urgent_name"), w.say("paper_urgent_subject")
	remains := block{Text: w.say("paper_urgent_held")}
	switch {
	case u.Incident.Outcome == act.Blocked:
		remains = block{Alert: w.say("paper_urgent_blocked")}
	case u.Remains:
		remains = block{Alert: w.say("paper_urgent_remains")}
	}
	told := w.say("paper_step_report")
	if contact := clean(u.Unit.Contact); contact != "" {
		told = join(" ", told, w.say("paper_contact", "contact", contact))
	}
	steps := []string{w.say("paper_step_disconnect"), w.say("paper_step_leave"), told, w.say("paper_step_police")}
	d.Sections = []section{
		{Title: w.say("paper_urgent_part_1"), Blocks: []block{{Facts: w.event(u)}, remains}},
		{Title: w.say("paper_urgent_part_2"), Blocks: []block{{Steps: steps}, {Aside: w.say("paper_urgent_signs_only")}}},
	}
	return d
}

// maxUrgentReason is how much of a reason the page has room for, in characters.
const maxUrgentReason = 100

// event is the incident as a table of two columns, short enough for one page.
func (w words) event(u *report.UrgentReport) *table {
	in := u.Incident.Incident
	if reason := []rune(in.Reason); len(reason) > maxUrgentReason {
		in.Reason = string(reason[:maxUrgentReason]) + "…"
	}
	c := w.incident(in)
	t := &table{Columns: []column{{Title: w.say("paper_fact"), Share: 32}, {Title: w.say("paper_content"), Share: 68}}}
	add := func(strong bool, name, said string) {
		if said != "" {
			t.Rows = append(t.Rows, row{Cells: []string{w.say(name), said}, Strong: strong})
		}
	}
	add(false, "paper_time", c.when)
	add(false, "paper_urgent_who", join("; ", c.host, c.user))
	add(false, "paper_urgent_file", join("; ", c.file, c.hash))
	add(true, "paper_level", c.level)
	add(false, "paper_place", c.place)
	add(false, "paper_where", c.where)
	add(true, "paper_outcome", c.outcome)
	add(false, "paper_reason", c.reason)
	if len(u.Heightened) > 0 {
		add(false, "paper_urgent_heightened", w.names(u.Heightened))
	}
	return t
}
