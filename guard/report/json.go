package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// The bounds of a report's JSON. A million incidents, of one PC or of a unit, fit.
const (
	maxJSONBytes  = 1 << 30
	maxValueBytes = 1 << 20 // of one value or one element of a list
	maxIncidents  = 1 << 20
	maxListed     = 100_000 // machines, counts, days, gaps, heightened periods
)

// WriteJSON writes the report, an incident a line, without a second copy of them in memory.
func (r *Report) WriteJSON(w io.Writer) error {
	if err := r.writeJSON(w); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func (r *Report) writeJSON(w io.Writer) error {
	head, err := json.Marshal(struct {
		*Report
		Incidents *struct{} `json:"incidents,omitempty"` // hides those of the report, which follow one by one
	}{Report: r.withLists()})
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w) // its first error comes back from Flush
	out.Write(head[:len(head)-1])
	out.WriteString(`,"incidents":[`)
	for i, e := range r.Incidents {
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		out.Write(line)
	}
	out.WriteString("\n]}\n")
	return out.Flush()
}

// withLists gives the report with lists that JSON writes as such, and not as null, when they are empty.
func (r *Report) withLists() *Report {
	full := *r
	full.Machines = append([]Machine{}, r.Machines...)
	full.Counts = append([]Count{}, r.Counts...)
	full.Previous = append([]Count{}, r.Previous...)
	full.Days = append([]Day{}, r.Days...)
	full.Gaps = append([]Gap{}, r.Gaps...)
	full.Heightened = append([]Heightened{}, r.Heightened...)
	full.EventCounts = append([]EventCount{}, r.EventCounts...)
	full.Events = append([]Event{}, r.Events...)
	return &full
}

// ReadJSON reads a report that WriteJSON wrote, on this PC or on any other: it trusts nothing of it. A later schema,
// an unknown or missing field, a level, hash, time or number that cannot be, or more than 1 GiB, is an error; words
// of a later program for channels, outcomes and kinds of gaps pass, when they have the form of such words; all other texts are
// made one line of bounded length, without control characters.
func ReadJSON(in io.Reader) (*Report, error) {
	r, err := readJSON(in)
	if err != nil {
		return nil, fmt.Errorf("read report: %s", text(err.Error(), maxText)) // it may quote what it read
	}
	return r, nil
}

func readJSON(in io.Reader) (*Report, error) {
	r := &Report{}
	d := newDecoder(in)
	fields := map[string]func() error{
		"schema":     func() error { return d.value(&r.Schema) },
		"period":     func() error { return d.value(&r.Period) },
		"made":       func() error { return d.value(&r.Made) },
		"unit":       func() error { return d.value(&r.Unit) },
		"machines":   func() error { return list(d, &r.Machines, maxListed) },
		"expected":   func() error { return d.value(&r.Expected) },
		"counts":     func() error { return list(d, &r.Counts, maxListed) },
		"previous":   func() error { return list(d, &r.Previous, maxListed) },
		"days":       func() error { return list(d, &r.Days, maxListed) },
		"incidents":  func() error { return list(d, &r.Incidents, maxIncidents) },
		"left":       func() error { return d.value(&r.Left) },
		"gaps":       func() error { return list(d, &r.Gaps, maxListed) },
		"heightened": func() error { return list(d, &r.Heightened, maxListed) },

		"event_counts": func() error { return list(d, &r.EventCounts, maxListed) },
		"events":       func() error { return list(d, &r.Events, maxListed) },
		"events_left":  func() error { return d.value(&r.EventsLeft) },
	}
	if err := d.object(fields, func() error { return checkSchema(r.Schema) }); err != nil {
		return nil, err
	}
	for _, name := range []string{"expected", "left", "events_left"} {
		delete(fields, name)
	}
	if r.Schema != Schema { // an earlier one, which knows no events
		delete(fields, "event_counts")
		delete(fields, "events")
		r.EventCounts, r.Events = []EventCount{}, []Event{}
	}
	if len(fields) > 0 {
		return nil, fmt.Errorf("it lacks %q", slices.Sorted(maps.Keys(fields)))
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	r.settle()
	return r, r.checkTwice()
}

// checkSchema is asked after the first field, so that a report of a later program is told as such and not as a mistake
// in its fields.
func checkSchema(schema string) error {
	switch schema {
	case Schema, schemaForm2, schemaForm1:
		return nil
	case "":
		return errors.New("it is no report of this program: it does not begin with its schema")
	}
	return fmt.Errorf("its schema is %q, this program knows %q and before", shorten(schema, 40), Schema)
}
