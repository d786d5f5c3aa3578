package paper

import (
	"strconv"
	"time"

	"giumat/guard/report"
	"giumat/guard/texts"
)

// summary says what a report holds, in the parts of an official report (Decree 30/2020/NĐ-CP, form 1.4).
func summary(r *report.Report, t *texts.Catalog) *document {
	w, r := newWords(t), r.Limit(report.DocumentIncidents)
	last := r.Period.To.Add(-time.Nanosecond) // To is the first moment after the period
	d := w.blank(r.Unit, r.Made)
	d.Subject = w.say("paper_subject")
	d.Span = w.say("paper_span", "from", w.date(r.Period.From), "to", w.date(last))
	d.Sections = []section{
		{Title: w.say("paper_part_1"), Blocks: general(r, w)},
		{Title: w.say("paper_part_2"), Blocks: figures(r, w)},
		{Title: w.say("paper_part_3"), Wide: len(r.Incidents) > 0, Blocks: list(r, w)},
		{Title: w.say("paper_part_4"), Blocks: []block{{Aside: w.say("paper_part_4_hint")}, {Blank: 5}}},
		{Title: w.say("paper_part_5"), Blocks: []block{{Aside: w.say("paper_part_5_hint")}, {Blank: 5}}},
	}
	return d
}

// blank is the sheet with its head and foot. What the office has not set is left to be filled in.
func (w words) blank(unit report.Unit, made time.Time) *document {
	made = made.In(report.Zone())
	return &document{
		Lang: w.say("paper_lang"), Made: made, words: w,
		Head: head{
			Parent: or(unit.Parent, w.say("paper_no_parent")), Body: or(unit.Name, w.say("paper_no_body")),
			Number: w.say("paper_number", "symbol", or(unit.Symbol, "…")),
			Nation: w.say("paper_nation"), Motto: w.say("paper_motto"),
			PlaceDate: w.say("paper_place_date", "place", or(unit.Place, "…"), "day", made.Format("02"),
				"month", month(made), "year", made.Format("2006")),
		},
		Name: w.say("paper_name"),
		To:   w.say("paper_to", "to", or(unit.To, w.say("paper_no_to"))),
		Foot: foot{
			Title:      w.say("paper_recipients"),
			Recipients: []string{w.say("paper_recipient_above"), w.say("paper_recipient_protection"), w.say("paper_recipient_file")},
			Signer:     or(unit.Signer, w.say("paper_no_signer")), Sign: w.say("paper_sign"),
		},
	}
}

// month writes a month as a date in words wants it: with a 0 in January and February alone, as nobody can make 3 to 9
// into another (Decree 30/2020/NĐ-CP, annex I, II.4).
func month(t time.Time) string {
	if t.Month() <= time.February {
		return t.Format("01")
	}
	return strconv.Itoa(int(t.Month()))
}

// general is part I: what was watched, and the numbers that the officer needs first.
func general(r *report.Report, w words) []block {
	blocks := []block{{Text: join(" ", w.covers(r), w.machines(r), w.heightened(r.Heightened))}}
	if broken := brokenChains(r.Machines); broken > 0 {
		blocks = append(blocks, block{Alert: w.say("paper_chain_alert", "n", w.number(broken))})
	}
	if n := alarming(r); n > 0 {
		blocks = append(blocks, block{Alert: w.say("tamper_alert", "n", w.number(n))})
	}
	blocks = append(blocks, block{Facts: facts(r, w)}, block{Aside: w.say("paper_signs_only")})
	if contact := clean(r.Unit.Contact); contact != "" {
		blocks = append(blocks, block{Text: w.say("paper_contact", "contact", contact)})
	}
	return blocks
}

// covers says which time the numbers are of, and whether it is over.
func (w words) covers(r *report.Report) string {
	kind := w.say("paper_period_" + string(r.Period.Kind))
	said := w.say("paper_covers", "kind", kind, "made", w.time(r.Made))
	if r.Made.Before(r.Period.To) {
		said += " " + w.say("paper_unfinished")
	}
	return said
}

// machines says how many PCs are in the report, and how many are missing.
func (w words) machines(r *report.Report) string {
	n := len(r.Machines)
	if r.Expected == 0 {
		return w.say("paper_machines", "n", w.number(n))
	}
	return w.say("paper_machines_expected", "expected", w.number(r.Expected), "n", w.number(n), "missing", w.number(max(r.Expected-n, 0)))
}

func (w words) heightened(list []report.Heightened) string {
	if len(list) == 0 {
		return w.say("paper_no_heightened")
	}
	return w.say("paper_heightened", "list", w.names(list))
}

// names lists periods of heightened alert with their days.
func (w words) names(list []report.Heightened) string {
	named := ""
	for _, h := range list {
		last := h.To.Add(-time.Nanosecond)
		named = join("; ", named, w.say("paper_heightened_one", "name", clean(h.Name), "from", w.date(h.From), "to", w.date(last)))
	}
	return named
}
