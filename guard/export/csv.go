package export

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"giumat/guard/incident"
)

// header names the columns as the JSON of an incident does, in its order; what the JSON has in "drive" is "drive_…".
var header = []string{
	"id", "time", "channel", "level", "state", "confidence", "official", "kind", "action", "outcome", "rule", "place",
	"sha256", "name", "user", "host", "device", "count", "quarantine", "reason",
	"program", "original", "drive_label", "drive_volume", "drive_serial", "drive_size",
}

// csvWriter writes RFC 4180 in UTF-8: a header, lines that end in CR LF, times in UTC as RFC 3339. It is for programs;
// the report's CSV is for people.
type csvWriter struct {
	out *csv.Writer
}

func newCSV(w io.Writer) (*csvWriter, error) {
	out := csv.NewWriter(w)
	out.UseCRLF = true // RFC 4180, section 2.1
	return &csvWriter{out: out}, out.Write(header)
}

func (w *csvWriter) Write(in incident.Incident) error {
	cells := []string{
		in.ID, in.Time.UTC().Format(time.RFC3339Nano), string(in.Channel), in.Level.String(), string(in.State),
		string(in.Confidence), strconv.FormatBool(in.Official), in.Kind, string(in.Action), string(in.Outcome), in.Rule,
		in.Place, in.SHA256, in.Name, in.User, in.Host, in.Device, strconv.Itoa(in.Count), in.QuarantineID, in.Reason,
		in.Program, in.Original, in.Drive.Label, in.Drive.Volume, in.Drive.Serial, known(in.Drive.Size),
	}
	for i, cell := range cells {
		cells[i] = noFormula(oneLine(cell))
	}
	return w.out.Write(cells)
}

func (w *csvWriter) Flush() error {
	w.out.Flush()
	return w.out.Error()
}

var lineBreaks = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// oneLine makes a space of each line break, where RFC 4180 would allow a quoted one: a line is an incident.
func oneLine(cell string) string {
	return shown(lineBreaks.Replace(cell))
}

// noFormula puts an apostrophe before what a spreadsheet would take for a formula (OWASP, "CSV Injection"; the wide
// signs are those of East Asian keyboards).
func noFormula(cell string) string {
	if strings.IndexAny(cell, "=+-@＝＋－＠") == 0 {
		return "'" + cell
	}
	return cell
}
