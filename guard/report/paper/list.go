package paper

import (
	"strconv"

	"giumat/guard/incident"
	"giumat/guard/report"
	"giumat/rules"
)

// hashDigits is how much of a hash a list shows: enough to find the file again among millions.
const hashDigits = 12

// list is part III: the incidents, in the columns of the form.
func list(r *report.Report, w words) []block {
	if len(r.Incidents) == 0 {
		return []block{{Text: w.say("paper_no_incidents")}}
	}
	t := &table{
		Caption: w.say("paper_list"),
		Columns: []column{
			{Title: w.say("paper_no"), Share: 5, Number: true},
			{Title: w.say("paper_time"), Share: 11},
			{Title: w.say("paper_host"), Share: 12},
			{Title: w.say("paper_user"), Share: 12},
			{Title: w.say("paper_file"), Share: 16},
			{Title: w.say("paper_hash"), Share: 14},
			{Title: w.say("paper_level"), Share: 12},
			{Title: w.say("paper_place"), Share: 15},
			{Title: w.say("paper_where"), Share: 20},
			{Title: w.say("paper_outcome"), Share: 13},
			{Title: w.say("paper_reason"), Share: 18},
		},
	}
	for i, e := range r.Incidents {
		c := w.incident(e.Incident)
		t.Rows = append(t.Rows, row{Cells: []string{
			strconv.Itoa(i + 1), c.when, c.host, c.user, c.file, c.hash, c.level, c.place, c.where, c.outcome, c.reason,
		}})
	}
	t.More = w.more(r.Left)
	return []block{{Table: t}}
}

// told is an incident in words.
type told struct{ when, host, user, file, hash, level, place, where, outcome, reason string }

func (w words) incident(in incident.Incident) told {
	when := w.time(in.Time)
	if in.Count > 1 {
		when = w.say("paper_times", "time", when, "n", w.number(in.Count))
	}
	return told{
		when:    when,
		host:    w.foreign(in.Host, w.say("paper_what_host")),
		user:    w.foreign(in.User, w.say("paper_what_user")),
		file:    w.file(in),
		hash:    shortHash(in.SHA256),
		level:   w.degree(in),
		place:   w.found(in),
		where:   w.where(in),
		outcome: w.outcome(string(in.Outcome)),
		reason:  w.quote(in.Reason, w.say("paper_what_reason")),
	}
}

// file names the file, and the guarded one that it is a copy of.
func (w words) file(in incident.Incident) string {
	name := w.quote(in.Name, w.say("paper_what_file"))
	if clean(in.Original) == "" {
		return name
	}
	return w.foreign(join("; ", name, w.say("paper_original", "name", clean(in.Original))), w.say("paper_what_file"))
}

// where says on which way the file was met, on what drive, and which program wanted it.
func (w words) where(in incident.Incident) string {
	said := join(": ", w.channel(string(in.Channel)), w.drive(in))
	if program := clean(in.Program); program != "" {
		said = join("; ", said, w.say("paper_by_program", "name", program))
	}
	return w.foreign(said, w.say("paper_what_device"))
}

// drive tells a drive from others: by its label, or else what the system calls it, its size, and its serial number, or
// else that of its volume, which changes when it is formatted.
func (w words) drive(in incident.Incident) string {
	d := in.Drive
	number := ""
	switch {
	case clean(d.Serial) != "":
		number = w.say("paper_drive_serial", "serial", clean(d.Serial))
	case clean(d.Volume) != "":
		number = w.say("paper_drive_volume", "volume", clean(d.Volume))
	}
	return join(", ", join(" ", or(d.Label, clean(in.Device)), w.size(d.Size)), number)
}

// size writes the size of a drive as its maker does, in units of ten to the power of nine or six.
func (w words) size(bytes int64) string {
	const million = 1_000_000
	switch megabytes := int((bytes + million/2) / million); {
	case megabytes == 0:
		return ""
	case megabytes < 1000:
		return w.say("paper_drive_mb", "n", w.number(megabytes))
	default:
		return w.say("paper_drive_gb", "n", w.number((megabytes+500)/1000))
	}
}

func shortHash(hash string) string { return clean(hash[:min(len(hash), hashDigits)]) }

// degree says what the guard saw the file to be, and whether it was sure.
func (w words) degree(in incident.Incident) string {
	said := w.level(report.LevelOf(in))
	switch {
	case in.Confidence == rules.Suspected:
		return said + " (" + w.say("confidence_suspected") + ")"
	case in.State == rules.Partial || in.State == rules.Unreadable:
		return said + " (" + w.say("paper_state_"+string(in.State)) + ")"
	}
	return said
}

// found says where the mark stands and by what it was known.
func (w words) found(in incident.Incident) string {
	if in.Rule == "" {
		return ""
	}
	place := ""
	if in.Place != "" {
		place = w.code("place_", in.Place)
	}
	return join("; ", place, w.say("paper_rule", "rule", clean(in.Rule)))
}

// more says how many rows were left out; the CSV and JSON forms of a report have all.
func (w words) more(n int) string {
	if n <= 0 {
		return ""
	}
	return w.say("paper_more", "n", w.number(n), "shown", w.number(report.DocumentIncidents))
}
