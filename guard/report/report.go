// Package report sums up what the guard has recorded, for the officer who answers for the protection of state secrets.
// It takes incidents, protection gaps and a period, and gives a Report, which it writes as HTML, DOCX, PDF, CSV or JSON.
// It says "signs of a violation", never that one is established; it holds no text of a document, no path, and of a
// file's name no more than the record does.
package report

import (
	"time"

	"giumat/guard/incident"
	"giumat/guard/protection"
)

// Schema is the form of the JSON, so that reports of different programs are not mixed unseen. Read as well are reports of
// form 1, whose incidents name no program, no original and no drive, and of form 2, which know no events.
const (
	Schema      = "giumat report 3"
	schemaForm2 = "giumat report 2"
	schemaForm1 = "giumat report 1"
)

// Report is the summary of one period for one PC, or for many once merged. Its JSON is the machine's twin of the
// documents made from it.
type Report struct {
	Schema     string       `json:"schema"`
	Period     Period       `json:"period"`
	Made       time.Time    `json:"made"`
	Unit       Unit         `json:"unit"`
	Machines   []Machine    `json:"machines"`           // by host name; one, unless merged
	Expected   int          `json:"expected,omitempty"` // PCs that should have reported; 0 when not said
	Counts     []Count      `json:"counts"`             // by level, channel and outcome; none of 0
	Previous   []Count      `json:"previous"`           // of the whole period before
	Days       []Day        `json:"days"`               // every day of the period up to Made, the oldest first; more where a clock was wrong
	Incidents  []Entry      `json:"incidents"`          // the oldest first
	Left       int          `json:"left,omitempty"`     // incidents that are counted and not listed, being too many
	Gaps       []Gap        `json:"gaps"`               // times without protection, the oldest first
	Heightened []Heightened `json:"heightened"`         // periods of heightened alert that touch the period
	// EventCounts are the events of the guard itself by kind, the alarming ones first; Events the most alarming and newest
	// of them, the oldest first; EventsLeft those that are counted and not listed.
	EventCounts []EventCount `json:"event_counts"`
	Events      []Event      `json:"events"`
	EventsLeft  int          `json:"events_left,omitempty"`
}

// Unit is the office as it stands in the head of a report.
type Unit struct {
	Parent  string `json:"parent,omitempty"`  // upper body: "UBND TỈNH …"
	Name    string `json:"name,omitempty"`    // own name: "UBND PHƯỜNG …"
	Symbol  string `json:"symbol,omitempty"`  // in the number: the X of "Số: …/BC-X"
	Place   string `json:"place,omitempty"`   // before the date
	To      string `json:"to,omitempty"`      // Kính gửi
	Signer  string `json:"signer,omitempty"`  // "NGƯỜI LẬP BÁO CÁO"
	Contact string `json:"contact,omitempty"` // the officer's line
}

// Machine is one PC that reported.
type Machine struct {
	Host      string    `json:"host"`
	Version   string    `json:"version"`    // of the program
	Rules     string    `json:"rules"`      // packs and their dates
	Policy    string    `json:"policy"`     // version
	Made      time.Time `json:"made"`       // of its report
	Chain     string    `json:"chain"`      // "intact", or where the record is broken
	ChainHead string    `json:"chain_head"` // hex hash of the last incident: what a later rewriting of the record will not match
	Recorded  int64     `json:"recorded"`   // incidents in the whole record
	// Log is "intact", or where the protection log is broken; LogHead the hex hash of its last entry, as ChainHead. Both
	// are empty in a report that does not know them.
	Log     string `json:"log,omitzero"`
	LogHead string `json:"log_head,omitzero"`
}

// Count is how many incidents there were of a kind. One that happened many times in a row counts once, or a single
// program that tries again and again would be all that a summary tells of; its line in a list says how often.
type Count struct {
	Level   string `json:"level"`   // one of Levels
	Channel string `json:"channel"` // as in an incident
	Outcome string `json:"outcome"` // as in an incident
	N       int    `json:"n"`
}

// Day is one column of the chart.
type Day struct {
	Date   string         `json:"date"`   // 2026-11-22, in Vietnam's zone
	Levels map[string]int `json:"levels"` // by Count.Level; none of 0
}

// Entry is an incident as the report lists it.
type Entry struct {
	incident.Incident
}

// Gap is a time in which a PC was not, or not wholly, protected.
type Gap struct {
	Host  string          `json:"host"`
	Kind  protection.Kind `json:"kind"`
	From  time.Time       `json:"from"`
	Until time.Time       `json:"until"` // zero while it lasts
	// Uncertain: the guard cannot know whether the PC was on for all of this time.
	Uncertain bool `json:"uncertain,omitempty"`
}

// Heightened is a period of heightened alert, as the policy names it.
type Heightened struct {
	Name string    `json:"name"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"` // first moment after it
}
