package reporter

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"giumat/guard/deliver"
	"giumat/guard/incident"
	"giumat/guard/report"
)

// maxUrgent is how many urgent reports a PC makes in a day. A folder of fifty marked files is one event; the officer
// who was called five times comes, and finds the rest in the record and in the next summary.
const maxUrgent = 5

// lookBack is how much later than it was seen an incident may be recorded: a file that is being written is waited for.
const lookBack = time.Hour

// urgent makes the page on each serious incident that was recorded since the last look.
func (r *Reporter) urgent(ctx context.Context, m *made) error {
	now := r.Now()
	maps.DeleteFunc(m.Urgent, func(_ string, when time.Time) bool { return now.Sub(when) >= 24*time.Hour })
	serious, last, err := r.serious(ctx, m)
	if err != nil {
		return err
	}
	for _, in := range serious {
		if len(m.Urgent) >= maxUrgent {
			break
		}
		if err := r.page(ctx, in); err != nil {
			return err
		}
		m.Urgent[in.ID] = now
		if err := r.remember(*m); err != nil {
			return err
		}
	}
	m.Looked = last
	return nil
}

// serious gives the serious incidents that have no page yet, and the time of the last incident.
func (r *Reporter) serious(ctx context.Context, m *made) (list []incident.Incident, latest time.Time, err error) {
	now := r.Now()
	latest = m.Looked
	from := m.Looked.Add(-lookBack)
	if aDayAgo := now.Add(-24 * time.Hour); from.Before(aDayAgo) {
		from = aDayAgo // what is older is nothing to be told at once
	}
	err = r.Source.Each(ctx, from, now.Add(time.Nanosecond), func(in incident.Incident) error {
		if in.Time.After(latest) {
			latest = in.Time
		}
		if _, has := m.Urgent[in.ID]; report.Serious(in) && !has && in.Time.After(m.Since) && len(list) < maxUrgent {
			list = append(list, in)
		}
		return nil
	})
	return list, latest, err
}

func (r *Reporter) page(ctx context.Context, in incident.Incident) error {
	machine, err := r.Source.Machine(ctx)
	if err != nil {
		return err
	}
	u := report.Urgent(in, r.Settings.Unit, machine, Heightened(r.Policy.Periods(in.Time, in.Time.Add(1))), r.Now())
	date := in.Time.In(report.Zone()).Format(time.DateOnly)
	id := deliver.ReportID{Kind: "urgent-" + urgentKind(in), From: date, Until: date, Host: machine.Host}
	formats := slices.DeleteFunc(slices.Clone(r.Settings.Formats), func(f string) bool { return f == "json" || f == "csv" })
	if len(formats) == 0 {
		formats = []string{"docx"}
	}
	return r.file(ctx, id, r.Texts.Say("reporter_urgent_subject", "host", machine.Host), formats, func(w *bytes.Buffer, format string) error {
		return WriteUrgent(w, u, format, r.Texts)
	})
}

// urgentKind tells one urgent report of a PC's day from the others: by its incident's time in Vietnam and the end of its ID.
func urgentKind(in incident.Incident) string {
	return in.Time.In(report.Zone()).Format("150405") + "-" + in.ID[strings.LastIndex(in.ID, "-")+1:]
}
