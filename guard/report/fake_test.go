package report

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/policy"
	"giumat/rules"
)

// pc is a Source with knobs.
type pc struct {
	machine   Machine
	incidents []incident.Incident
	gaps      []Gap
	events    []Event
	fails     error // what Each gives after the incidents
}

func (s pc) Each(_ context.Context, from, until time.Time, f func(incident.Incident) error) error {
	for _, in := range s.incidents {
		if in.Time.Before(from) || !in.Time.Before(until) {
			continue
		}
		if err := f(in); err != nil {
			return err
		}
	}
	return s.fails
}

func (s pc) Gaps(context.Context, time.Time, time.Time) ([]Gap, error) { return s.gaps, nil }

func (s pc) Events(_ context.Context, from, until time.Time, f func(Event) error) error {
	for _, e := range s.events {
		if e.touches(Period{From: from, To: until}) {
			if err := f(e); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s pc) Machine(context.Context) (Machine, error) { return s.machine, nil }

// pcNamed is a PC that met with something every hour from 16 November 2026 on, a Monday.
func pcNamed(t testing.TB, host string, incidents int) pc {
	s := pc{machine: Machine{
		Host: host, Version: "1.2", Rules: "vn 2026-09-02", Policy: "abc", Chain: "intact", ChainHead: strings.Repeat("0f", 32),
		Recorded: int64(incidents),
	}}
	for i := range incidents {
		s.incidents = append(s.incidents, incidentOf(host, i, at(t, "2026-11-16 00:30:00").Add(time.Duration(i)*time.Hour)))
	}
	return s
}

// incidentOf gives the i-th of many different incidents.
func incidentOf(host string, i int, when time.Time) incident.Incident {
	in := incident.Incident{
		ID: fmt.Sprintf("%s-%07d", when.UTC().Format("20060102T150405.000000000"), i), Time: when.UTC(),
		Channel: []event.Channel{event.AtRest, event.Removable, event.Webmail}[i%3], State: rules.Marked, Confidence: rules.Certain,
		Kind: "docx", Action: policy.Warn, Outcome: []act.Result{act.Warned, act.Quarantined, act.Failed, act.Recorded}[i%4],
		Rule: "vn.mark.line", Place: "header", SHA256: strings.Repeat("ab", 32), Name: "Báo cáo ….docx", User: "an", Host: host, Count: 1,
	}
	switch i % 5 {
	case 0, 1, 2:
		in.Level = rules.Level(1 + i%5)
	case 3:
		in.State, in.Confidence, in.Official = rules.Clean, "", true
	case 4:
		in.State, in.Confidence = rules.Partial, ""
	}
	return in
}

// build makes the report of the week from 16 to 22 November 2026.
func build(t testing.TB, s Source, now string) *Report {
	t.Helper()
	r, err := Build(t.Context(), s, Options{
		Period: Containing(WeekKind, at(t, "2026-11-16 12:00:00")), Now: at(t, now),
		Unit: Unit{Name: "UBND PHƯỜNG AN HÒA", Symbol: "UBND", Place: "An Hòa"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
