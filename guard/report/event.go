package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"giumat/guard/protection"
)

// Event is something that happened to the guard of a PC, to its files or to the PC's clock. A sign of interference, or
// a thing of everyday life, as its kind says; never a proof of who did it.
type Event struct {
	Host   string               `json:"host"`
	Kind   protection.EventKind `json:"kind"`
	At     time.Time            `json:"at"`              // when the guard found it, by the PC's clock
	From   time.Time            `json:"from,omitzero"`   // what the clock showed before; the last sign of life of a run that ended
	Until  time.Time            `json:"until,omitzero"`  // what it showed after; the next sign of life
	Detail protection.Detail    `json:"detail,omitzero"` // which file
	Old    string               `json:"old,omitzero"`    // version before
	New    string               `json:"new,omitzero"`    // version after
}

// EventCount is how many events there were of a kind.
type EventCount struct {
	Kind protection.EventKind `json:"kind"`
	N    int                  `json:"n"`
	PCs  int                  `json:"pcs"` // on so many PCs
}

// The most events that are listed: of one PC, of many, and in a document for people. All are counted.
const (
	maxEvents      = 1000
	maxAllEvents   = 20_000
	DocumentEvents = 200
)

// Witness is a Source that also knows what happened to the guard itself.
type Witness interface {
	// Events calls f with each event from one moment on and before another, in any order, and stops at f's first error.
	// One without a host is of the source's own PC.
	Events(ctx context.Context, from, until time.Time, f func(Event) error) error
}

// EventOf is an event of this PC's log, as a report has it.
func EventOf(e protection.Event) Event {
	return Event{Kind: e.Kind, At: e.At, From: e.From, Until: e.Until, Detail: e.Detail, Old: e.Old, New: e.New}
}

func (r *Report) addEvents(ctx context.Context, from Source, _ Options) error {
	r.Events, r.EventCounts = []Event{}, []EventCount{}
	witness, ok := from.(Witness)
	if !ok {
		return nil
	}
	counts := eventTally{}
	err := witness.Events(ctx, r.Period.From, r.Period.To, func(e Event) error {
		if !e.touches(r.Period) {
			return fmt.Errorf("the log gave an event of %s, which is not of this time", e.At.Format(time.DateOnly))
		}
		e.Host = cmp.Or(e.Host, r.Machines[0].Host)
		counts[e.Kind] = EventCount{Kind: e.Kind, N: counts[e.Kind].N + 1, PCs: 1}
		r.Events = append(r.Events, e.harmless())
		if len(r.Events) >= 2*maxEvents {
			r.limitEvents(maxEvents) // once for many
		}
		return nil
	})
	r.EventCounts = counts.list()
	r.limitEvents(maxEvents)
	return err
}

// touches tells whether the event is of a period: where a clock was set, by what it showed before or after, as nobody
// knows which of them was right.
func (e Event) touches(p Period) bool {
	return p.Contains(e.At) || e.Kind.OfClock() && (p.Contains(e.From) || p.Contains(e.Until))
}

// LimitEvents gives the report with the most alarming and newest events, at most so many. The counts stay whole, and r is
// not changed.
func (r *Report) LimitEvents(most int) *Report {
	limited := *r
	limited.Events = slices.Clone(r.Events)
	limited.limitEvents(most)
	return &limited
}

// limitEvents keeps the most alarming and newest events, at most so many, and says how many it left out.
func (r *Report) limitEvents(most int) {
	if left := len(r.Events) - most; left > 0 {
		r.Events = slices.SortedFunc(slices.Values(r.Events), moreAlarming)[:most]
		r.EventsLeft += left
	}
	slices.SortFunc(r.Events, olderEvent)
}

func moreAlarming(a, b Event) int {
	if x, y := a.Kind.Alarming(), b.Kind.Alarming(); x != y {
		if x {
			return -1
		}
		return 1
	}
	return olderEvent(b, a)
}

func olderEvent(a, b Event) int {
	return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Host, b.Host), strings.Compare(string(a.Kind), string(b.Kind)),
		strings.Compare(string(a.Detail), string(b.Detail)), a.From.Compare(b.From), a.Until.Compare(b.Until),
		strings.Compare(a.Old, b.Old), strings.Compare(a.New, b.New))
}

func (e Event) harmless() Event {
	for _, t := range []*time.Time{&e.At, &e.From, &e.Until} {
		if !t.IsZero() {
			*t = t.In(Zone())
		}
	}
	for _, s := range []*string{&e.Host, &e.Old, &e.New} {
		*s = text(*s, maxText)
	}
	return e
}

func (e Event) check(p Period) error {
	switch {
	case !isWord(string(e.Kind)) || e.Detail != "" && !isWord(string(e.Detail)):
		return errors.New("kind or detail is no word")
	case !e.touches(p):
		return errors.New("not of the period")
	case !e.From.IsZero() && !inTime(e.From) || !e.Until.IsZero() && !inTime(e.Until):
		return errors.New("its times cannot be")
	}
	return nil
}

func (c EventCount) check() error {
	if !isWord(string(c.Kind)) {
		return errors.New("kind is no word")
	}
	if bad(c.N) || bad(c.PCs) || c.PCs == 0 || c.N < c.PCs {
		return errors.New("a number cannot be")
	}
	return nil
}

// eventTally counts events by kind.
type eventTally map[protection.EventKind]EventCount

func (t eventTally) add(c EventCount) {
	sum := t[c.Kind]
	t[c.Kind] = EventCount{Kind: c.Kind, N: sum.N + c.N, PCs: sum.PCs + c.PCs}
}

func countEvents(counts []EventCount) eventTally {
	t := eventTally{}
	for _, c := range counts {
		t.add(c)
	}
	return t
}

// list gives the counts, the alarming ones first, then the most frequent.
func (t eventTally) list() []EventCount {
	list := []EventCount{}
	for _, c := range t {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b EventCount) int {
		if a.Kind.Alarming() != b.Kind.Alarming() {
			return moreAlarming(Event{Kind: a.Kind}, Event{Kind: b.Kind})
		}
		return cmp.Or(b.N-a.N, strings.Compare(string(a.Kind), string(b.Kind)))
	})
	return list
}
