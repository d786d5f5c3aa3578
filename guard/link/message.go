// Package link is the line between the guard and the programs of the people it guards: the tray of each user who is
// logged in, the hosts of their browsers, and the command line. It takes a path of a socket or pipe on this PC and gives a server for the
// guard and a client for the others. It listens on no network, it answers nobody but users of this PC whom the system
// has named, and it carries no text of a document; a file's name goes to the file's own user only.
package link

import (
	"encoding/json"
	"time"
)

// Version is that of the messages. Two ends of different versions part with an error that says which end is old.
const Version = 1

// State is how well this PC is guarded, at a glance.
type State string

// The states, from the best.
const (
	Protected   State = "protected"   // all is watched
	Warning     State = "warning"     // guarded, but something needs a look: Status.Problems
	Unprotected State = "unprotected" // not guarded: the self-test failed, or nothing is watched
)

// Status is what a tray shows. The guard sends it at the start and whenever it changes.
type Status struct {
	State      State      `json:"state"`
	Heightened string     `json:"heightened,omitempty"` // name of the period that holds today, in the user's language
	Problems   []string   `json:"problems,omitempty"`   // sentences in the user's language
	Today      int        `json:"today"`                // incidents of this user since midnight
	Held       int        `json:"held"`                 // files of this user in quarantine
	Last       []Incident `json:"last,omitempty"`       // of this user, the newest first, at most MaxLast
	Contact    string     `json:"contact,omitempty"`    // whom to call: "Nguyễn Văn A, 0123 456 789"
	Version    string     `json:"version"`              // of the program
	Rules      string     `json:"rules"`                // packs and dates
}

// MaxLast is how many incidents a Status holds.
const MaxLast = 5

// Incident is one line of the tray's list.
type Incident struct {
	Time time.Time `json:"time"`
	Text string    `json:"text"` // "TỐI MẬT · ổ đĩa rời · đã giữ lại · Bao…cao.docx"
}

// Question is a pop-up: what happened, to which file, what to do. Where MayGoOn is false there is nothing to choose,
// only to read.
type Question struct {
	ID        string        `json:"id"` // of the thing it is about: an open pop-up with the same ID is not opened twice
	Kind      Kind          `json:"kind"`
	Title     string        `json:"title"`
	Body      string        `json:"body"`                 // paragraphs parted by "\n\n"
	MayGoOn   bool          `json:"may_go_on,omitempty"`  // the user may go on, with a written reason
	MinReason int           `json:"min_reason,omitempty"` // letters and digits that a reason must have
	Timeout   time.Duration `json:"timeout,omitempty"`    // after which the answer is stop; nanoseconds
}

// Kind is what a pop-up is about; it chooses icon and buttons, never the outcome.
type Kind string

// The kinds.
const (
	Warn    Kind = "warn"    // going on needs a reason; stopping is the default
	Blocked Kind = "blocked" // something was stopped
	AtRest  Kind = "at_rest" // a file was found that must not lie here
	Failed  Kind = "failed"  // something could not be stopped: act now
)

// Answer is what the user said. The zero value means stop; so does a closed window, Escape, a timeout and any error.
type Answer struct {
	GoOn   bool   `json:"go_on"`
	Reason string `json:"reason,omitempty"` // his own words
}

// Progress is how far a scan has come.
type Progress struct {
	Files int  `json:"files"` // looked at so far
	Done  bool `json:"done"`
	// When Done: what was found.
	Marked      int       `json:"marked,omitempty"`
	Uninspected int       `json:"uninspected,omitempty"`
	Findings    []Finding `json:"findings,omitempty"` // at most MaxFindings; marked first
	Error       string    `json:"error,omitempty"`    // a sentence for the user; empty when the scan came to its end
}

// MaxFindings is how many findings a scan lists; Progress counts them all.
const MaxFindings = 500

// Finding is a file that a scan found. The path goes to the user who asked, who may read it.
type Finding struct {
	Path string `json:"path"`
	Text string `json:"text"` // "TỐI MẬT (chắc chắn), khung chữ trang 1"
}

// Wish is what a user asks to have back from quarantine.
type Wish struct {
	ID     string `json:"id"`
	Reason string `json:"reason,omitempty"`
	Code   string `json:"code,omitempty"` // of the officer, where CodeWanted asked for one
}

// Attachment is a file that a page is about to get in this user's browser.
type Attachment struct {
	Name    string          `json:"name"`
	URL     string          `json:"url"` // of the page
	Browser string          `json:"browser"`
	SHA256  string          `json:"sha256"`
	Verdict json.RawMessage `json:"verdict"`          // the rules' on the file, which the guard's own program gives
	Reason  string          `json:"reason,omitempty"` // why the user goes on, after a Ruling that asks
}

// Ruling is whether the page may get the file. The zero value means no.
type Ruling struct {
	Allow     bool   `json:"allow,omitempty"`
	Asks      bool   `json:"asks,omitempty"` // not yet: the user may go on with a reason
	Title     string `json:"title,omitempty"`
	Body      string `json:"body,omitempty"`
	MinReason int    `json:"min_reason,omitempty"` // letters and digits that a reason must have
}

// Beat is a sign of life of the extension in a browser.
type Beat struct {
	Browser string `json:"browser"`
	Profile string `json:"profile"`          // a random name that the extension keeps
	PID     int    `json:"pid"`              // of the browser's process
	Failed  string `json:"failed,omitempty"` // what the extension stopped by itself, as no verdict came: "timeout"; or only noticed: "gate"
	URL     string `json:"url,omitempty"`
	Name    string `json:"name,omitempty"`
}

// Held is a file in quarantine, or locked.
type Held struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"` // the file's own name
	Time   time.Time `json:"time"`
	Text   string    `json:"text"`             // level and channel
	Locked bool      `json:"locked,omitempty"` // not in quarantine: it lies where it lay, and no program can open it
}
