// Package incident remembers what happened: that a file of some level was met on some channel, and what became of it.
// It takes incidents and gives them back, in a chain in which a changed or missing one shows; those kept for long enough
// it removes, and the chain says so. It never holds a line of a document, a full path or more of a file's name than
// tells its owner which file is meant.
package incident

import (
	"time"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/policy"
	"giumat/rules"
)

// Incident is one entry of the record. The JSON is what `guard incidents --format jsonl` prints.
type Incident struct {
	ID           string           `json:"id"`   // sorts by time; Add gives one where it is empty
	Time         time.Time        `json:"time"` // to the nanosecond; between the years 1678 and 2262
	Channel      event.Channel    `json:"channel"`
	Level        rules.Level      `json:"level"`
	State        rules.State      `json:"state"`
	Confidence   rules.Confidence `json:"confidence"` // empty unless marked
	Official     bool             `json:"official"`
	Kind         string           `json:"kind"` // the file's format: "docx", "pdf"
	Action       policy.Action    `json:"action"`
	Outcome      act.Result       `json:"outcome"`
	Rule         string           `json:"rule"`   // of the strongest finding; empty when there is none
	Place        string           `json:"place"`  // where it stands: "header", "body"
	SHA256       string           `json:"sha256"` // of the content, lower-case hex
	Name         string           `json:"name"`   // as Shorten leaves it
	User         string           `json:"user"`
	Host         string           `json:"host"`
	Device       string           `json:"device"`     // what the system calls the drive; empty at rest
	Count        int              `json:"count"`      // how often it happened in a row (see Store.Repeat); at least 1
	QuarantineID string           `json:"quarantine"` // of the entry that holds the file; empty when none does
	Reason       string           `json:"reason"`     // what a person gave as his reason; empty when nobody was asked
	Program      string           `json:"program"`    // file name of the one that wanted to open the file; empty when none did
	Original     string           `json:"original"`   // of a guarded file with the same content, as Shorten leaves it; empty when none is known
	Drive        DriveInfo        `json:"drive,omitzero"`
}

// Who says on whose behalf and on which PC the guard works.
type Who struct {
	User, Host string
}

// New tells what was met, judged, decided and done as an incident. Program and Original are the caller's to add.
func New(f event.File, v rules.Verdict, d policy.Decision, o act.Outcome, sha256 string, who Who) Incident {
	in := Incident{
		Time: f.Seen, Channel: f.Channel, Device: f.Drive.Device, Name: Shorten(f.Path), SHA256: sha256,
		Level: v.Level, State: v.State, Confidence: v.Confidence, Official: v.Official, Kind: string(v.Kind),
		Action: d.Action, Outcome: o.Result, QuarantineID: o.QuarantineID,
		User: who.User, Host: who.Host, Count: 1, Drive: driveOf(f.Drive),
	}
	if len(v.Reasons) > 0 {
		in.Rule, in.Place = v.Reasons[0].Rule, string(v.Reasons[0].Place)
	}
	return in
}
