// Package contentanalysis is the guard as a "content analysis agent": on Windows, Firefox (and Chrome where its policy
// comes from Google's cloud) asks such a program over a named pipe before a page gets a file. It takes the path of the
// file, has it judged and answers; text that is pasted it lets pass and never keeps. What it cannot judge it blocks. It
// opens no file itself.
//
// The messages are those of the Content Analysis Connector Agent SDK (content_analysis/sdk/analysis.proto): protocol
// buffers of proto2, one a pipe message, without a length before them.
package contentanalysis

import (
	"errors"
	"time"
)

// MaxMessage is how much of a message is read, in bytes. Only a message with text of a page can be longer: of that, the
// beginning suffices.
const MaxMessage = 64 << 10

// Connector is what the user did with the content (enum AnalysisConnector).
type Connector int

// The connectors. Others may come.
const (
	Downloaded Connector = 1
	Attached   Connector = 2
	Entered    Connector = 3 // text, pasted or dropped
	Printed    Connector = 4
)

// Reason is how he did it (enum ContentAnalysisRequest.Reason).
type Reason int

// The reasons. Others may come.
const (
	Pasted  Reason = 1
	Dropped Reason = 2
	Picked  Reason = 3
)

// Request asks what is to become of one file or text.
type Request struct {
	Token     string // the answer's
	Connector Connector
	URL       string // of the page
	Path      string // of the file, absolute; empty where there is none
	Text      bool   // it is about a text, which is not kept
	Deadline  time.Time
	Action    string // the user's action, which may bring several requests
	Reason    Reason
}

// Ack says what the browser did after an answer.
type Ack struct {
	Token  string
	Status AckStatus
	Final  Final
}

// AckStatus says whether an answer was of use (enum ContentAnalysisAcknowledgement.Status).
type AckStatus int

// The statuses of an Ack.
const (
	Handled AckStatus = 1
	Invalid AckStatus = 2
	TooLate AckStatus = 3
)

// Final is what was done in the end: of several files of one action, the worst (enum FinalAction).
type Final int

// What may have been done.
const (
	FinalAllow  Final = 1
	FinalReport Final = 2
	FinalWarn   Final = 3
	FinalBlock  Final = 4
)

// Message is what a browser says: one of the three.
type Message struct {
	Request *Request
	Ack     *Ack
	Cancel  string // the Action whose requests need no answer any more
}

// errGarbage means a message that is none. What came is not repeated in the error.
var errGarbage = errors.New("a message that is none")

// The strings of a request that are kept, in bytes. A longer one is no request of a browser.
const (
	maxToken = 256
	maxURL   = 8 << 10
	maxPath  = 48 << 10 // Windows: 32,767 units of UTF-16 ("Maximum Path Length Limitation", Microsoft Learn)
)
