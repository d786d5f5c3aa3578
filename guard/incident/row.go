package incident

import (
	"strings"
	"time"
)

// columns are the fields of an incident in the order of the chain: a later column goes to the end, and into the chain
// by a new form of link.
var columns = []string{
	"id", "time", "channel", "level", "state", "confidence", "official", "kind", "action", "outcome",
	"rule", "place", "sha256", "name", "user", "host", "device", "count", "quarantine", "reason",
	"program", "original", "drive_label", "drive_volume", "drive_serial", "drive_size",
}

// columnsOfForm1 is how many of them the first form of link knows.
const columnsOfForm1 = 20

var (
	insert = `INSERT INTO incidents (seq, ` + strings.Join(columns, ", ") + `, same, prev, hash) VALUES (?` +
		strings.Repeat(", ?", len(columns)+3) + `)`
	selectAll = `SELECT seq, ` + strings.Join(columns, ", ") + `, prev, hash FROM incidents`
	// selectTold gives incidents as they are told: with their repetitions in the count, where the chain has the first alone.
	selectTold = strings.Replace(selectAll, "count",
		"count + coalesce((SELECT n FROM repeats WHERE repeats.seq = incidents.seq), 0)", 1)
)

// values gives what insert puts in.
func values(seq int64, in Incident, prev, hash []byte) []any {
	return append(append([]any{seq}, fields(in)...), in.same(), prev, hash)
}

// fields gives the values for columns.
func fields(in Incident) []any {
	return []any{
		in.ID, in.Time.UnixNano(), string(in.Channel), in.Level.String(), string(in.State), string(in.Confidence), in.Official,
		in.Kind, string(in.Action), string(in.Outcome), in.Rule, in.Place, in.SHA256, in.Name, in.User, in.Host, in.Device,
		in.Count, in.QuarantineID, in.Reason,
		in.Program, in.Original, in.Drive.Label, in.Drive.Volume, in.Drive.Serial, in.Drive.Size,
	}
}

// row is one line of the table.
type row struct {
	seq        int64
	in         Incident
	prev, hash []byte
}

// scanRow reads what selectAll and selectTold select. With an error, the row has at least its number.
func scanRow(scan func(...any) error) (row, error) {
	var r row
	var nanos int64
	var level string
	in := &r.in
	err := scan(&r.seq, &in.ID, &nanos, &in.Channel, &level, &in.State, &in.Confidence, &in.Official, &in.Kind, &in.Action,
		&in.Outcome, &in.Rule, &in.Place, &in.SHA256, &in.Name, &in.User, &in.Host, &in.Device, &in.Count, &in.QuarantineID,
		&in.Reason, &in.Program, &in.Original, &in.Drive.Label, &in.Drive.Volume, &in.Drive.Serial, &in.Drive.Size,
		&r.prev, &r.hash)
	if err != nil {
		return r, err
	}
	in.Time = time.Unix(0, nanos).UTC()
	return r, in.Level.UnmarshalText([]byte(level))
}
