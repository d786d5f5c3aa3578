package export

import (
	"giumat/guard/act"
	"giumat/guard/incident"
	"giumat/rules"
)

// alert is what a SIEM's rules go by. The class stays the same from version to version.
type alert struct {
	class    string // what was found, and what became of it: "marked.quarantined"
	name     string // the same for people; as CEF wants it, without what other fields hold
	severity int    // 0 to 10: 0-3 low, 4-6 medium, 7-8 high, 9-10 very high (CEF, "Header Field Definitions")
}

// alertOf says what kind of alert an incident is. Its severity is that of the level, and less where the guard
// stopped it, or a person in charge gave the file back; one more where it failed to take the file.
func alertOf(in incident.Incident) alert {
	a := alert{class: "other", name: "Document recorded", severity: 2}
	switch {
	case in.Level != rules.None:
		a = alert{class: "marked", name: "Document with signs of a state secret mark", severity: 6 + int(in.Level)}
	case in.State == rules.Partial || in.State == rules.Unreadable:
		a = alert{class: "uninspected", name: "Document not wholly inspected", severity: 3}
	case in.Official:
		a = alert{class: "official", name: "Official document without a mark", severity: 4}
	}
	switch in.Outcome {
	case act.Quarantined, act.Blocked, act.Released:
		a.severity -= 1
	case act.Failed:
		a.severity += 1
	}
	a.class += "." + string(in.Outcome)
	return a
}
