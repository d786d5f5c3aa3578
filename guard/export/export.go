// Package export writes incidents for other programs: a spreadsheet, a script, an office's SIEM, whose agent picks up
// the file. It takes incidents one by one and gives a line for each, which stays one line whatever the incident holds.
// It holds none back in memory, opens no connection, and writes nothing that the record does not hold.
package export

import (
	"fmt"
	"io"

	"giumat/guard/incident"
)

// Format is a form in which incidents can be written.
type Format string

// The formats.
const (
	CSV   Format = "csv"
	JSONL Format = "jsonl"
	CEF   Format = "cef"
)

// Formats lists the formats that New knows.
func Formats() []Format { return []Format{CSV, JSONL, CEF} }

// Writer writes incidents. It gathers some before it hands them on: who has no more, or wants them to be seen, flushes
// it. After an error it writes nothing more; Flush gives the first error.
type Writer interface {
	Write(incident.Incident) error
	Flush() error
}

// New begins a writing of incidents to w. The version is that of the guard; only CEF names it.
func New(f Format, w io.Writer, version string) (Writer, error) {
	switch f {
	case CSV:
		return newCSV(w)
	case JSONL:
		return newJSONL(w), nil
	case CEF:
		return newCEF(w, version), nil
	}
	return nil, fmt.Errorf("no format %q", f)
}
