package report

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/protection"
	"giumat/rules"
)

func TestBuild(t *testing.T) {
	mark := func(when string, level rules.Level, ch event.Channel, o act.Result, n int) incident.Incident {
		return incident.Incident{
			ID: when, Time: at(t, when).UTC(), Level: level, State: rules.Marked, Confidence: rules.Certain, Channel: ch, Outcome: o, Count: n,
		}
	}
	unmarked := func(when string, state rules.State, official bool) incident.Incident {
		return incident.Incident{
			ID: when, Time: at(t, when).UTC(), State: state, Official: official, Channel: event.Webmail, Outcome: act.Warned, Count: 1,
		}
	}
	s := pc{machine: Machine{Host: "pc-1", Version: "1.2"}, incidents: []incident.Incident{
		mark("2026-11-08 23:59:59", rules.Mat, event.AtRest, act.Warned, 9), // two weeks ago
		mark("2026-11-09 00:00:00", rules.Mat, event.AtRest, act.Warned, 2),
		mark("2026-11-15 23:59:59", rules.ToiMat, event.Removable, act.Quarantined, 1),
		mark("2026-11-16 00:00:00", rules.Mat, event.AtRest, act.Warned, 3),
		mark("2026-11-16 12:00:00", rules.Mat, event.AtRest, act.Warned, 0), // counts as one
		unmarked("2026-11-16 13:00:00", rules.Clean, true),
		unmarked("2026-11-16 14:00:00", rules.Partial, true),
		unmarked("2026-11-17 14:00:00", rules.Unreadable, false),
		unmarked("2026-11-17 15:00:00", rules.Clean, false),
		mark("2026-11-19 23:59:59", rules.TuyetMat, event.Removable, act.Failed, 1), // after Now: the clock was set back since
		mark("2026-11-23 00:00:00", rules.TuyetMat, event.AtRest, act.Warned, 7),    // the week after
	}}
	s.incidents[4].State = rules.Partial // a mark, and then a broken part: the mark counts
	r := build(t, s, "2026-11-18 09:00:00")

	want := []Count{
		{"TUYET_MAT", "removable", "failed", 1},
		{"MAT", "at_rest", "warned", 2}, // however often one of them was repeated
		{"official", "webmail", "warned", 1},
		{"uninspected", "webmail", "warned", 2},
		{"clean", "webmail", "warned", 1},
	}
	if diff := cmp.Diff(want, r.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	want = []Count{{"TOI_MAT", "removable", "quarantined", 1}, {"MAT", "at_rest", "warned", 1}}
	if diff := cmp.Diff(want, r.Previous); diff != "" {
		t.Errorf("counts of the week before (-want +got):\n%s", diff)
	}
	days := []Day{
		{"2026-11-16", map[string]int{"MAT": 2, "official": 1, "uninspected": 1}},
		{"2026-11-17", map[string]int{"uninspected": 1, "clean": 1}},
		{"2026-11-18", map[string]int{}},
		{"2026-11-19", map[string]int{"TUYET_MAT": 1}},
	}
	if diff := cmp.Diff(days, r.Days); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
	if len(r.Incidents) != 7 || r.Left != 0 || r.Schema != Schema || !r.Machines[0].Made.Equal(r.Made) || len(r.Gaps) != 0 {
		t.Errorf("%d incidents, %d left, made %s", len(r.Incidents), r.Left, r.Machines[0].Made)
	}
}

func TestDaysUpToNow(t *testing.T) {
	for now, want := range map[string]int{
		"2026-11-15 23:59:59": 0, "2026-11-16 00:00:00": 1, "2026-11-22 23:59:59": 7, "2026-11-23 00:00:00": 7, "2036-01-01 00:00:00": 7,
	} {
		if r := build(t, pc{machine: Machine{Host: "pc-1"}}, now); len(r.Days) != want {
			t.Errorf("at %s: %d days, want %d", now, len(r.Days), want)
		}
	}
}

func TestGaps(t *testing.T) {
	gap := func(from, until string) Gap {
		g := Gap{Kind: protection.Stopped, From: at(t, from).UTC()}
		if until != "" {
			g.Until = at(t, until).UTC()
		}
		return g
	}
	s := pc{machine: Machine{Host: "pc-1"}, gaps: []Gap{
		gap("2026-11-18 08:00:00", ""),                    // lasts
		gap("2026-11-22 20:00:00", "2026-11-23 20:00:00"), // into the next week
		gap("2026-11-14 08:00:00", "2026-11-16 09:00:00"), // from the week before
		gap("2026-11-14 08:00:00", "2026-11-16 00:00:00"), // ends as the week begins
		gap("2026-11-23 00:00:00", ""),                    // begins as it ends
		gap("2026-11-17 08:00:00", "2026-11-17 08:00:00"), // took no time
	}}
	show := func(r *Report) (list []string) {
		for _, g := range r.Gaps {
			until := "lasts"
			if !g.Until.IsZero() {
				until = g.Until.Format(time.DateTime)
			}
			list = append(list, g.Host+" "+g.From.Format(time.DateTime)+" - "+until)
		}
		return list
	}
	want := []string{
		"pc-1 2026-11-16 00:00:00 - 2026-11-16 09:00:00",
		"pc-1 2026-11-18 08:00:00 - lasts",
		"pc-1 2026-11-22 20:00:00 - 2026-11-23 00:00:00",
	}
	if diff := cmp.Diff(want, show(build(t, s, "2026-11-19 10:00:00"))); diff != "" {
		t.Errorf("in the week (-want +got):\n%s", diff)
	}
	want[1] = "pc-1 2026-11-18 08:00:00 - 2026-11-23 00:00:00"
	if diff := cmp.Diff(want, show(build(t, s, "2026-11-24 10:00:00"))); diff != "" {
		t.Errorf("after the week (-want +got):\n%s", diff)
	}
}

func TestBuildHeightened(t *testing.T) {
	h := func(name, from, to string) Heightened {
		return Heightened{Name: name, From: at(t, from+" 00:00:00"), To: at(t, to+" 00:00:00")}
	}
	r, err := Build(t.Context(), pc{machine: Machine{Host: "pc-1"}}, Options{
		Period: Containing(WeekKind, at(t, "2026-11-16 12:00:00")), Now: at(t, "2026-11-23 08:00:00"),
		Heightened: []Heightened{
			h("after", "2026-11-23", "2026-11-25"), h("last", "2026-11-22", "2026-11-24"), h("first", "2026-11-10", "2026-11-17"), h("before", "2026-11-15", "2026-11-16"),
		},
	})
	if err != nil || len(r.Heightened) != 2 || r.Heightened[0].Name != "first" || r.Heightened[1].Name != "last" {
		t.Errorf("%v, error %v", r.Heightened, err)
	}
}

func TestBuildRefuses(t *testing.T) {
	week := Containing(WeekKind, at(t, "2026-11-16 12:00:00"))
	broken := errors.New("the record is broken")
	stray := pcNamed(t, "pc-1", 1)
	for _, c := range []struct {
		name string
		s    Source
		p    Period
		want string
	}{
		{"no period", stray, Period{}, "period"},
		{"half a week", stray, Period{WeekKind, week.From, week.To.AddDate(0, 0, -1)}, "period"},
		{"a host without a name", pc{}, week, "no name"},
		{"a record that fails", pc{machine: Machine{Host: "pc-1"}, fails: broken}, week, broken.Error()},
		{"a record that gives too much", everything{stray}, week.Next(), "not of this time"},
	} {
		r, err := Build(t.Context(), c.s, Options{Period: c.p, Now: week.To})
		if r != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q in it", c.name, err, c.want)
		}
	}
}

// everything ignores the times that it is asked for.
type everything struct{ pc }

func (s everything) Each(ctx context.Context, _, _ time.Time, f func(incident.Incident) error) error {
	return s.pc.Each(ctx, time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), f)
}

// What the system, a drive or a person gave is made one harmless line.
func TestBuildTidiesTexts(t *testing.T) {
	s := pcNamed(t, "pc\n1", 1)
	in := &s.incidents[0]
	in.User, in.Device, in.Reason = "an\x1b[2J", "usb\u202edx", "  theo\nyêu cầu\t của "+strings.Repeat("x", 2000)
	in.Name = "Kế hoạch số 5 năm 2026.docx"
	e := build(t, s, "2026-11-18 09:00:00").Incidents[0]
	if e.User != "an_[2J" || e.Device != "usb_dx" || e.Name != "Kế hoạch….docx" || e.Host != "pc_1" {
		t.Errorf("user %q, device %q, name %q, host %q", e.User, e.Device, e.Name, e.Host)
	}
	if !strings.HasPrefix(e.Reason, "theo yêu cầu của xxx") || len([]rune(e.Reason)) != maxReason {
		t.Errorf("a reason of %d characters", len([]rune(e.Reason)))
	}
}

func TestMaxIncidents(t *testing.T) {
	s := pcNamed(t, "pc-1", 160)
	whole := build(t, s, "2026-11-22 23:00:00")
	for _, most := range []int{1, 3, 33, 159, 160, 161} {
		r, err := Build(t.Context(), s, Options{Period: whole.Period, Now: whole.Made, Unit: whole.Unit, MaxIncidents: most})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(whole.Limit(most), r); diff != "" {
			t.Errorf("%d: (-limited later +limited while building)\n%s", most, diff)
		}
		if len(r.Incidents)+r.Left != 160 || len(r.Incidents) > most {
			t.Errorf("%d: %d listed, %d left", most, len(r.Incidents), r.Left)
		}
		if diff := cmp.Diff(whole.Counts, r.Counts); diff != "" {
			t.Errorf("%d: the counts changed", most)
		}
	}
	// 160 incidents hold 32 of TUYỆT MẬT; the newest of them is the last that a list gives up.
	top := whole.Limit(1).Incidents[0]
	if top.Level != rules.TuyetMat || top.ID != whole.Incidents[157].ID {
		t.Errorf("the most serious is %s of %s", top.Level, top.Time)
	}
	for _, e := range whole.Limit(32).Incidents {
		if e.Level != rules.TuyetMat {
			t.Errorf("%s stays before TUYET_MAT", e.Level)
		}
	}
	if len(whole.Incidents) != 160 || whole.Left != 0 {
		t.Error("Limit changed the report it was given")
	}
}

// million makes incidents as they are asked for, so that what is measured is Build and not a list of them.
type million struct {
	pc
	n int
}

func (s million) Each(_ context.Context, from, until time.Time, f func(incident.Incident) error) error {
	step := until.Sub(from) / time.Duration(s.n)
	for i := range s.n {
		if err := f(incidentOf("pc-1", i, from.Add(time.Duration(i)*step))); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkBuild sums up a year of a million incidents, and the million of the year before. MiB is what stays in
// memory with the report; source is the time that making the incidents takes by itself.
func BenchmarkBuild(b *testing.B) {
	s := million{pcNamed(b, "pc-1", 0), 1_000_000}
	year := Containing(YearKind, at(b, "2026-11-16 12:00:00"))
	b.Run("source", func(b *testing.B) {
		for b.Loop() {
			for range 2 {
				s.Each(b.Context(), year.From, year.To, func(incident.Incident) error { return nil })
			}
		}
	})
	for name, most := range map[string]int{"document": DocumentIncidents, "all": 0} {
		b.Run(name, func(b *testing.B) {
			var r *Report
			for b.Loop() {
				var err error
				if r, err = Build(b.Context(), s, Options{Period: year, Now: year.To, MaxIncidents: most}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(liveMiB(), "MiB")
			runtime.KeepAlive(r)
		})
	}
}

func liveMiB() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}
