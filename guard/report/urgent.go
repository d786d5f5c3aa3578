package report

import (
	"slices"
	"time"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/rules"
)

// UrgentReport is what the one page on a single serious incident says (báo cáo đột xuất: at once after a loss or
// disclosure is found, Decree 26/2020/NĐ-CP, Article 8).
type UrgentReport struct {
	Made     time.Time `json:"made"`
	Unit     Unit      `json:"unit"`
	Machine  Machine   `json:"machine"`
	Level    string    `json:"level"` // as Count.Level
	Incident Entry     `json:"incident"`
	// Remains: the file is not in quarantine. It lies where it lay, or may have left the PC. So with a blocked one: nobody
	// could open it here, but a drive can be taken to the next PC, and the guard can be stopped.
	Remains    bool         `json:"remains"`
	Heightened []Heightened `json:"heightened"` // periods of heightened alert in which it happened
}

// Urgent gives the data of the page for one incident. Of the heightened periods it keeps those in which it happened.
func Urgent(in incident.Incident, unit Unit, machine Machine, heightened []Heightened, now time.Time) *UrgentReport {
	return &UrgentReport{
		Made: now.Round(0).In(Zone()), Unit: unit.harmless(), Machine: machine.harmless(), Level: LevelOf(in),
		Incident: Entry{in}.harmless(), Remains: in.Outcome != act.Quarantined, Heightened: touching(heightened, in.Time, in.Time.Add(1)),
	}
}

// Serious tells whether an incident deserves a page of its own: a mark read with certainty, of TỐI MẬT or above
// wherever it was met, and of any degree where the file was on its way off the PC and may have got there. A release
// from quarantine does not count: a person decided it, and gave a reason.
func Serious(in incident.Incident) bool {
	if in.Level == rules.None || in.Confidence != rules.Certain || in.Outcome == act.Released {
		return false
	}
	mayBeGone := in.Channel != event.AtRest && slices.Contains([]act.Result{act.Allowed, act.Warned, act.Failed}, in.Outcome)
	return in.Level >= rules.ToiMat || mayBeGone
}
