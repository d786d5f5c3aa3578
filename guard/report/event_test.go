package report

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/protection"
)

// logged is a PC whose guard's events lie in a real log.
type logged struct {
	pc
	log *protection.Log
}

func (s logged) Events(ctx context.Context, from, until time.Time, f func(Event) error) error {
	return s.log.Events(ctx, from, until, func(e protection.Event) error { return f(EventOf(e)) })
}

// life is what happens to a guard from 16 November 2026 on, a Monday, at eight.
type life struct {
	t    *testing.T
	log  *protection.Log
	now  time.Time // what the clock shows
	up   time.Duration
	boot string
}

func (l *life) wait(d time.Duration) { l.now, l.up = l.now.Add(d), l.up+d }

func (l *life) moment() protection.Moment {
	return protection.Moment{Wall: l.now, Up: l.up, Boot: l.boot}
}

func (l *life) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *life) start(version string) {
	l.t.Helper()
	l.must(l.log.Started(l.t.Context(), l.moment(), version))
}

func (l *life) work(d time.Duration) {
	l.t.Helper()
	l.wait(d)
	l.must(l.log.Lives(l.t.Context(), l.moment()))
}

func (l *life) stop(why protection.Reason) {
	l.t.Helper()
	l.must(l.log.Ended(l.t.Context(), l.moment(), why))
}

// off has the PC off for a time, and starts it.
func (l *life) off(d time.Duration) {
	l.now, l.up, l.boot = l.now.Add(d), time.Minute, "started at "+l.now.String()
}

func (l *life) note(k protection.EventKind, what protection.Detail) {
	l.t.Helper()
	l.must(l.log.Note(l.t.Context(), protection.Event{Kind: k, Detail: what, At: l.now}))
}

// TestStories: what happens to a guard, and what the officer reads of it in the week's summary. "?" stands before what
// the summary tells him to ask about.
func TestStories(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(l *life)
		want []string
	}{
		{"a week of usual days", func(l *life) {
			for range 5 {
				l.work(9 * time.Hour)
				l.stop(protection.Shutdown)
				l.off(15 * time.Hour)
				l.start("1.0")
			}
		}, nil},
		{"a laptop that sleeps at noon and at night", func(l *life) {
			for range 5 {
				l.work(4 * time.Hour)
				l.work(time.Minute)
				l.wait(20 * time.Hour)
			}
		}, nil},
		{"an update by the office's bundle", func(l *life) {
			l.stop(protection.Updating)
			l.wait(20 * time.Second)
			l.start("1.1")
		}, []string{"Phần mềm được cập nhật (từ bản 1.0 lên bản 1.1)"}},
		{"a power failure", func(l *life) {
			l.off(time.Hour)
			l.start("1.0")
		}, []string{"Máy tắt đột ngột (mất điện, treo máy), phần mềm không kịp ghi nhận (ngừng không quá 59 phút, từ 16/11/2026 09:00)"}},
		{"killed, and up again after five seconds", func(l *life) {
			l.wait(5 * time.Second)
			l.start("1.0")
		}, []string{"? Dịch vụ bị dừng đột ngột khi máy vẫn bật (ngừng không quá 5 giây, từ 16/11/2026 09:00)"}},
		{"stopped by an administrator for a while", func(l *life) {
			l.stop(protection.ServiceStop)
			l.wait(90 * time.Minute)
			l.start("1.0")
		}, []string{"? Dịch vụ bị ra lệnh dừng khi máy vẫn bật (ngừng không quá 1 giờ 30 phút, từ 16/11/2026 09:00)"}},
		{"the clock put back", func(l *life) {
			l.now = l.now.Add(-3 * time.Hour)
			l.work(time.Minute)
		}, []string{"? Đồng hồ của máy bị chỉnh lùi (3 giờ: từ 16/11/2026 09:01 thành 16/11/2026 06:01)"}},
		{"the clock put back by a year, and work done under it", func(l *life) {
			l.now = l.now.AddDate(-1, 0, 0)
			l.work(time.Hour)
			l.now = l.now.AddDate(1, 0, 0)
			l.work(time.Minute)
		}, []string{
			"? Đồng hồ của máy bị chỉnh lùi (365 ngày: từ 16/11/2026 10:00 thành 16/11/2025 10:00)",
			"? Đồng hồ của máy bị chỉnh tiến (365 ngày: từ 16/11/2025 10:01 thành 16/11/2026 10:01)",
		}},
		{"the network sets the clock right after a start", func(l *life) {
			l.stop(protection.Shutdown)
			l.off(time.Hour)
			l.start("1.0")
			l.now = l.now.Add(4 * time.Minute)
			l.work(time.Minute)
		}, []string{"Đồng hồ sai khi máy khởi động, đã được chỉnh lại (4 phút: từ 16/11/2026 10:01 thành 16/11/2026 10:05)"}},
		{"files edited", func(l *life) {
			l.note(protection.Edited, protection.Settings)
			l.note(protection.Edited, protection.OfficeKey)
			l.note(protection.RightsOpen, protection.DataFolder)
		}, []string{
			"? Tệp của phần mềm bị sửa, thay hoặc xóa (khóa công khai của cơ quan)",
			"? Tệp của phần mềm bị sửa, thay hoặc xóa (tệp thiết lập)",
			"? Thư mục dữ liệu của phần mềm để người khác sửa hoặc đọc được (thư mục dữ liệu)",
		}},
		{"uninstalled, and installed the next day", func(l *life) {
			l.stop(protection.ServiceStop)
			l.note(protection.Uninstalled, "")
			l.wait(24 * time.Hour)
			l.start("1.0")
		}, []string{"? Phần mềm bị gỡ", "Phần mềm được cài đặt (bản 1.0)"}},
		{"the record cut, and changed", func(l *life) {
			head := protection.Head{Count: 9, Hash: make([]byte, 32)}
			l.must(l.log.Witness(l.t.Context(), l.now, protection.Record{Head: head, Intact: true}))
			head.Count = 7
			l.must(l.log.Witness(l.t.Context(), l.now, protection.Record{Head: head, Intact: false}))
		}, []string{"? Sổ ghi vụ việc không còn nguyên vẹn", "? Sổ ghi vụ việc bị mất phần đã ghi"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			log, err := protection.Open(t.Context(), filepath.Join(t.TempDir(), "protection.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer log.Close()
			l := &life{t: t, log: log, now: at(t, "2026-11-16 08:00:00"), up: time.Hour, boot: "first"}
			l.start("1.0")
			l.work(time.Hour)
			c.do(l)
			r := build(t, logged{pcNamed(t, "pc-1", 0), log}, "2026-11-22 23:00:00")
			var said []string
			for _, e := range r.Events[1:] { // behind the first installation
				line := e.Say(catalog(t)).What
				if remark := e.Say(catalog(t)).Remark; remark != "" {
					line += " (" + remark + ")"
				}
				if e.Kind.Alarming() {
					line = "? " + line
				}
				said = append(said, line)
			}
			if diff := cmp.Diff(c.want, said); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// Every kind and every detail has words in every language.
func TestEveryEventHasWords(t *testing.T) {
	for _, k := range []protection.EventKind{
		protection.Killed, protection.ToldToStop, protection.Failed, protection.CutOff, protection.ClockBack, protection.ClockAhead,
		protection.ClockSet, protection.Edited, protection.RightsOpen, protection.Installed, protection.Updated, protection.Uninstalled,
		protection.RecordBroke, protection.RecordCut, protection.LogBroke,
	} {
		if said := SayKind(catalog(t), k); said == string(k) {
			t.Errorf("%s has no words", k)
		}
	}
	for _, d := range []protection.Detail{
		protection.Settings, protection.Policy, protection.OfficeKey, protection.Bundle, protection.GuardProgram, protection.TrayProgram,
		protection.Baseline, protection.DataFolder,
	} {
		if said := (Event{Kind: protection.Edited, Detail: d}).Say(catalog(t)); said.Remark == string(d) {
			t.Errorf("%s has no words", d)
		}
	}
	if said := (Event{Kind: "of_a_later_program", Detail: "new_file"}).Say(catalog(t)); said != (Told{"of_a_later_program", "new_file"}) {
		t.Errorf("a later word: %v", said)
	}
}

func killed(t testing.TB, n int) (list []Event) {
	for i := range n {
		from := at(t, "2026-11-16 08:00:00").Add(time.Duration(i) * time.Minute)
		list = append(list, Event{Kind: protection.Killed, At: from.Add(5 * time.Second), From: from, Until: from.Add(5 * time.Second)})
	}
	return list
}

// A guard that is killed again and again is counted each time; the list stays short, and what is alarming stays in it.
func TestEventsAreBounded(t *testing.T) {
	s := pcNamed(t, "pc-1", 0)
	s.events = append([]Event{{Kind: protection.Edited, Detail: protection.Policy, At: at(t, "2026-11-16 00:00:01")}}, killed(t, 5000)...)
	for range 3000 {
		s.events = append(s.events, Event{Kind: protection.Failed, At: at(t, "2026-11-20 00:00:00")})
	}
	r := build(t, s, "2026-11-22 23:00:00")
	want := []EventCount{{protection.Killed, 5000, 1}, {protection.Edited, 1, 1}, {protection.Failed, 3000, 1}}
	if diff := cmp.Diff(want, r.EventCounts); diff != "" {
		t.Errorf("counts (-want +got)\n%s", diff)
	}
	if len(r.Events) != maxEvents || r.EventsLeft != 8001-maxEvents || r.Events[0].Kind != protection.Killed {
		t.Errorf("%d listed, %d left, first %s", len(r.Events), r.EventsLeft, r.Events[0].Kind)
	}
	if short := r.LimitEvents(10); len(short.Events) != 10 || short.EventsLeft != 7991 || len(r.Events) != maxEvents {
		t.Errorf("%d listed, %d left", len(short.Events), short.EventsLeft)
	}
	rows := sheet(t, r)
	if last := rows[len(rows)-1][0]; len(rows) != maxEvents+2 || last != "Còn 7001 việc của phần mềm không ghi trong bảng này" {
		t.Errorf("%d lines, last %q", len(rows), last)
	}
}

// Of many PCs the counts are added up; one that reported twice counts as its last report says.
func TestMergeEvents(t *testing.T) {
	a, b := pcNamed(t, "pc-a", 2), pcNamed(t, "pc-b", 2)
	a.events, b.events = killed(t, 3), killed(t, 2)
	early := build(t, a, "2026-11-17 08:00:00")
	a.events = killed(t, 4)
	b.events = append(b.events, Event{Kind: protection.CutOff, At: at(t, "2026-11-16 07:00:00")})
	m := merge(t, early, build(t, a, "2026-11-23 08:00:00"), build(t, b, "2026-11-23 08:00:00"))
	want := []EventCount{{protection.Killed, 6, 2}, {protection.CutOff, 1, 1}}
	if diff := cmp.Diff(want, m.EventCounts); diff != "" || len(m.Events) != 7 || m.Events[0].Host != "pc-b" {
		t.Errorf("%d events, counts (-want +got)\n%s", len(m.Events), diff)
	}
	if again := merge(t, m); len(again.Events) != 7 || again.EventCounts[0].PCs != 2 {
		t.Errorf("a roll-up of a roll-up: %v", again.EventCounts)
	}
}

// A clock that is set to another month shows in the report of each.
func TestEventsOfBothClocks(t *testing.T) {
	e := Event{Kind: protection.ClockBack, At: at(t, "2026-10-18 08:00:00"), From: at(t, "2026-11-18 08:00:00"), Until: at(t, "2026-10-18 08:00:00")}
	for when, want := range map[string]bool{"2026-11-18 09:00:00": true, "2026-10-18 09:00:00": true, "2026-09-18 09:00:00": false} {
		if got := e.touches(Containing(WeekKind, at(t, when))); got != want {
			t.Errorf("week of %s: %v", when, got)
		}
	}
	e.Kind = protection.Killed // found in October, whenever its last sign of life was
	if e.touches(Containing(WeekKind, e.From)) {
		t.Error("a killed guard is told twice")
	}
}

// A log that gives what was not asked for is not believed.
func TestEventsOfAnotherTime(t *testing.T) {
	s := pcNamed(t, "pc-1", 0)
	s.events = killed(t, 1)
	_, err := Build(t.Context(), allEvents{s}, Options{Period: Containing(WeekKind, at(t, "2026-11-30 08:00:00")), Now: at(t, "2026-12-01 08:00:00")})
	if err == nil || !strings.Contains(err.Error(), "not of this time") {
		t.Error(err)
	}
}

type allEvents struct{ pc }

func (s allEvents) Events(_ context.Context, _, _ time.Time, f func(Event) error) error {
	return f(s.events[0])
}

func TestCSVOfEvents(t *testing.T) {
	s := pcNamed(t, "pc-1", 1)
	s.events = []Event{{Kind: protection.Updated, At: at(t, "2026-11-17 08:00:00"), Old: "=1", New: "1.1"}, {Kind: protection.Edited, Detail: protection.Settings, At: at(t, "2026-11-17 09:00:00")}}
	rows := sheet(t, build(t, s, "2026-11-18 09:00:00"))
	for line, want := range map[int]string{
		2: "2026-11-17T08:00:00+07:00|pc-1||việc của phần mềm||||Phần mềm được cập nhật||||||1|từ bản =1 lên bản 1.1||||||||",
		3: "2026-11-17T09:00:00+07:00|pc-1||việc của phần mềm||||Tệp của phần mềm bị sửa, thay hoặc xóa||||||1|tệp thiết lập||||||||",
	} {
		if got := strings.Join(rows[line], "|"); got != want {
			t.Errorf("line %d:\n%s, want\n%s", line, got, want)
		}
	}
}

// A report of a program that knew no events is read.
func TestReadJSONOfForm2(t *testing.T) {
	text := written(t, build(t, pcNamed(t, "pc-1", 2), "2026-11-18 09:00:00"))
	text = strings.Replace(text, Schema, schemaForm2, 1)
	text = strings.Replace(text, `"event_counts":[],"events":[],`, ``, 1)
	r, err := ReadJSON(strings.NewReader(text))
	if err != nil || r.Schema != Schema || r.Events == nil || len(r.Incidents) != 2 {
		t.Errorf("%v, error %v", r, err)
	}
	if _, err := ReadJSON(strings.NewReader(strings.Replace(text, schemaForm2, Schema, 1))); err == nil {
		t.Error("a report of today without events was read")
	}
}

func TestReadJSONRefusesEvents(t *testing.T) {
	s := pcNamed(t, "pc-1", 1)
	s.machine.Log, s.machine.LogHead = "intact", strings.Repeat("0e", 32)
	s.events = append(killed(t, 1), Event{Kind: protection.Edited, Detail: protection.Settings, At: at(t, "2026-11-17 09:00:00")})
	good := written(t, build(t, s, "2026-11-18 09:00:00"))
	if r, err := ReadJSON(strings.NewReader(good)); err != nil || written(t, r) != good {
		t.Fatalf("not written again as it was: %v", err)
	}
	for _, c := range []struct{ name, old, new string }{
		{"a kind that is a script", `"kind":"guard_killed","at"`, `"kind":"<script>","at"`},
		{"a detail that is a path", `"detail":"settings"`, `"detail":"/home/an"`},
		{"an event of another year", `"at":"2026-11-17T09`, `"at":"2025-11-17T09`},
		{"a time that cannot be", `"from":"2026-`, `"from":"0026-`},
		{"a count below zero", `"n":1,"pcs":1`, `"n":-1,"pcs":1`},
		{"of more PCs than times", `"n":1,"pcs":1`, `"n":1,"pcs":2`},
		{"a kind counted twice", `{"kind":"edited","n":1,"pcs":1}`, `{"kind":"edited","n":1,"pcs":1},{"kind":"edited","n":1,"pcs":1}`},
		{"a head that is none", strings.Repeat("0e", 32), "javascript:"},
		{"a field that is unknown", `"detail":"settings"`, `"path":"settings"`},
	} {
		text := strings.Replace(good, c.old, c.new, 1)
		if text == good {
			t.Fatalf("%s: nothing was changed", c.name)
		}
		if _, err := ReadJSON(strings.NewReader(text)); err == nil {
			t.Errorf("%s: no error", c.name)
		}
	}
}
