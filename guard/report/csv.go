package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"giumat/guard/texts"
)

// columns of the CSV; report_csv_… in the catalogue is the head of each.
var columns = []string{
	"time", "host", "user", "level", "confidence", "channel", "device", "outcome", "name", "kind", "place", "rule",
	"sha256", "count", "reason", "quarantine", "id", "program", "original", "drive_label", "drive_volume", "drive_serial",
	"drive_size",
}

// byteOrderMark tells Excel that a CSV is in UTF-8.
const byteOrderMark = "\uFEFF"

// WriteCSV writes the incidents, one a line, for a spreadsheet: RFC 4180 with a head, times in Vietnam's zone (RFC
// 3339), words in the language of say. No cell can be a formula. The events of the guard itself follow in the same
// columns, with a level of their own, what happened as the outcome and more on it as the reason. When the report leaves
// some out, the last lines say how many.
func (r *Report) WriteCSV(w io.Writer, say *texts.Catalog) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return fmt.Errorf("write incidents: %w", err)
	}
	out := csv.NewWriter(w) // its first error comes back from Error
	out.UseCRLF = true
	head := make([]string, len(columns))
	for i, column := range columns {
		head[i] = say.Say("report_csv_" + column)
	}
	out.Write(head)
	for _, e := range r.Incidents {
		out.Write(e.cells(say))
	}
	for _, e := range r.Events {
		out.Write(e.cells(say))
	}
	if r.Left > 0 {
		out.Write([]string{say.Say("report_csv_left", "n", strconv.Itoa(r.Left))})
	}
	if r.EventsLeft > 0 {
		out.Write([]string{say.Say("tamper_csv_left", "n", strconv.Itoa(r.EventsLeft))})
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write incidents: %w", err)
	}
	return nil
}

// cells gives the entry in the order of columns.
func (e Entry) cells(say *texts.Catalog) []string {
	cells := []string{
		e.Time.In(Zone()).Format(time.RFC3339), e.Host, e.User, word(say, "level_", LevelOf(e.Incident)),
		word(say, "confidence_", string(e.Confidence)), word(say, "channel_", string(e.Channel)), e.Device,
		word(say, "result_", string(e.Outcome)), e.Name, e.Kind, word(say, "place_", e.Place), e.Rule, e.SHA256,
		strconv.Itoa(e.Count), e.Reason, e.QuarantineID, e.ID, e.Program, e.Original,
		e.Drive.Label, e.Drive.Volume, e.Drive.Serial, size(e.Drive.Size),
	}
	for i, cell := range cells {
		cells[i] = noFormula(cell)
	}
	return cells
}

// cells gives the event in the columns of an incident.
func (e Event) cells(say *texts.Catalog) []string {
	told := e.Say(say)
	cells := make([]string, len(columns))
	for column, cell := range map[string]string{
		"time": e.At.In(Zone()).Format(time.RFC3339), "host": e.Host, "level": say.Say("tamper_csv_level"), "outcome": told.What,
		"count": "1", "reason": told.Remark,
	} {
		cells[slices.Index(columns, column)] = noFormula(cell)
	}
	return cells
}

// size gives a number of bytes, or nothing where none is known.
func size(bytes int64) string {
	if bytes == 0 {
		return ""
	}
	return strconv.FormatInt(bytes, 10)
}

// word says a word of the record, or gives it as it is when no catalogue has it.
func word(say *texts.Catalog, prefix, word string) string {
	if word == "" {
		return ""
	}
	for _, key := range []string{"report_" + prefix + word, prefix + word} {
		if said := say.Say(key); said != key {
			return said
		}
	}
	return word
}

// noFormula puts an apostrophe before what a spreadsheet would take for a formula (OWASP, CSV Injection).
func noFormula(cell string) string {
	if strings.IndexAny(cell, "=+-@\t\r＝＋－＠") == 0 {
		return "'" + cell
	}
	return cell
}
