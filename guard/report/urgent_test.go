package report

import (
	"testing"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/rules"
)

func TestSerious(t *testing.T) {
	for _, c := range []struct {
		name string
		in   incident.Incident
		want bool
	}{
		{"TUYỆT MẬT at rest", incident.Incident{Level: rules.TuyetMat, Confidence: rules.Certain, Channel: event.AtRest, Outcome: act.Warned}, true},
		{"TỐI MẬT stopped on its way to a drive", incident.Incident{Level: rules.ToiMat, Confidence: rules.Certain, Channel: event.Removable, Outcome: act.Quarantined}, true},
		{"a suspicion", incident.Incident{Level: rules.TuyetMat, Confidence: rules.Suspected, Channel: event.AtRest, Outcome: act.Warned}, false},
		{"MẬT at rest", incident.Incident{Level: rules.Mat, Confidence: rules.Certain, Channel: event.AtRest, Outcome: act.Warned}, false},
		{"MẬT stopped", incident.Incident{Level: rules.Mat, Confidence: rules.Certain, Channel: event.Removable, Outcome: act.Quarantined}, false},
		{"MẬT not stopped", incident.Incident{Level: rules.Mat, Confidence: rules.Certain, Channel: event.Removable, Outcome: act.Failed}, true},
		{"MẬT blocked", incident.Incident{Level: rules.Mat, Confidence: rules.Certain, Channel: event.Chat, Outcome: act.Blocked}, false},
		{"given back", incident.Incident{Level: rules.TuyetMat, Confidence: rules.Certain, Channel: event.Removable, Outcome: act.Released}, false},
		{"an official document", incident.Incident{Official: true, Channel: event.Webmail, Outcome: act.Warned}, false},
	} {
		if got := Serious(c.in); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}

func TestUrgent(t *testing.T) {
	in := incidentOf("pc-1", 2, at(t, "2026-09-02 10:00:00"))
	in.User = "an\n"
	holiday := Heightened{Name: "Lễ 02/9", From: at(t, "2026-09-01 00:00:00"), To: at(t, "2026-09-03 00:00:00")}
	election := Heightened{Name: "Bầu cử", From: at(t, "2026-09-03 00:00:00"), To: at(t, "2026-09-04 00:00:00")}
	for outcome, remains := range map[act.Result]bool{act.Quarantined: false, act.Blocked: true, act.Failed: true} {
		in.Outcome = outcome
		if u := Urgent(in, Unit{}, Machine{}, nil, in.Time); u.Remains != remains {
			t.Errorf("%s: remains %t", outcome, u.Remains)
		}
	}
	in.Outcome = act.Failed
	u := Urgent(in, Unit{Name: "UBND"}, Machine{Host: "pc-1"}, []Heightened{election, holiday}, at(t, "2026-09-02 10:05:00"))
	if u.Level != "TUYET_MAT" || !u.Remains || u.Incident.User != "an_" || len(u.Heightened) != 1 || u.Heightened[0].Name != holiday.Name {
		t.Errorf("%+v", u)
	}
}
