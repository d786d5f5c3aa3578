package rules

import (
	"fmt"

	"giumat/detectors"
)

// Level is a degree of secrecy (Law 117/2025/QH15, Article 3): a higher number is a higher degree.
type Level int

// The degrees.
const (
	None Level = iota
	Mat
	ToiMat
	TuyetMat
)

var levelNames = [...]string{None: "", Mat: "MAT", ToiMat: "TOI_MAT", TuyetMat: "TUYET_MAT"}

// String returns the name used in JSON and in rule packs; None is the empty string.
func (l Level) String() string { return levelNames[l] }

// MarshalText writes the name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a name that String wrote.
func (l *Level) UnmarshalText(text []byte) error {
	for i, name := range levelNames {
		if name == string(text) {
			*l = Level(i)
			return nil
		}
	}
	return fmt.Errorf("unknown level %q", text)
}

// Confidence says how sure a finding is.
type Confidence string

// A file is suspected when no finding of it is certain.
const (
	Certain   Confidence = "certain"
	Suspected Confidence = "suspected"
)

// State is how an inspection ended.
type State string

// Partial and unreadable are never treated as clean.
const (
	Clean      State = "clean"
	Marked     State = "marked"
	Partial    State = "partial"
	Unreadable State = "unreadable"
)

// Reason names one finding: the rule and where it matched, never the document's text.
type Reason struct {
	Rule       string          `json:"rule"`
	Level      Level           `json:"level"`
	Confidence Confidence      `json:"confidence"`
	Place      detectors.Place `json:"place"`
	Part       string          `json:"part"`
	Page       int             `json:"page"`
	Detail     string          `json:"detail"` // how it was read: "tcvn3", "hidden", "declassified-stamp-near"; words joined by commas
}

// Verdict is what the rules say of one file.
type Verdict struct {
	Kind       detectors.Kind   `json:"kind"`
	State      State            `json:"state"`
	Level      Level            `json:"level"`
	Confidence Confidence       `json:"confidence,omitempty"` // empty unless marked
	Official   bool             `json:"official"`             // an official work document, marked or not
	Reasons    []Reason         `json:"findings"`             // the strongest first
	Notes      []detectors.Note `json:"notes"`
}
