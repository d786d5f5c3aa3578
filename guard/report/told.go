package report

import (
	"strconv"
	"time"

	"giumat/guard/protection"
	"giumat/guard/texts"
)

// Told is an event in words.
type Told struct {
	What   string // the kind of thing that happened
	Remark string // by how much, for how long, which file; empty where there is no more to say
}

// Say tells of the event in the language of say. Versions are as the program wrote them; all else are words of the
// catalogue.
func (e Event) Say(say *texts.Catalog) Told {
	told := Told{What: SayKind(say, e.Kind)}
	switch {
	case e.Kind.OfClock() && !e.From.IsZero():
		told.Remark = say.Say("tamper_clock", "by", span(say, e.Until.Sub(e.From).Abs()), "from", minute(e.From), "until", minute(e.Until))
	case e.Detail != "":
		told.Remark = word(say, "tamper_detail_", string(e.Detail))
	case e.Old != "" && e.New != "":
		told.Remark = say.Say("tamper_versions", "old", e.Old, "new", e.New)
	case e.New != "":
		told.Remark = say.Say("tamper_version", "new", e.New)
	case !e.From.IsZero() && !e.Until.Before(e.From):
		told.Remark = say.Say("tamper_pause", "at_most", span(say, e.Until.Sub(e.From)), "from", minute(e.From))
	}
	return told
}

// SayKind gives the words for a kind of event, or the kind as it is where a later program wrote one that this catalogue
// does not know.
func SayKind(say *texts.Catalog, k protection.EventKind) string {
	return word(say, "tamper_kind_", string(k))
}

func minute(t time.Time) string { return t.In(Zone()).Format("02/01/2006 15:04") }

// span gives a time in the two greatest units that it has.
func span(say *texts.Catalog, d time.Duration) string {
	units := []struct {
		key  string
		long time.Duration
	}{{"tamper_days", day}, {"tamper_hours", time.Hour}, {"tamper_minutes", time.Minute}, {"tamper_seconds", time.Second}}
	d = max(d.Round(time.Second), time.Second)
	for i, u := range units {
		if d < u.long {
			continue
		}
		said := say.Say(u.key, "n", strconv.Itoa(int(d/u.long)))
		if rest := d % u.long; i+1 < len(units) && rest >= units[i+1].long {
			said += " " + say.Say(units[i+1].key, "n", strconv.Itoa(int(rest/units[i+1].long)))
		}
		return said
	}
	return ""
}
