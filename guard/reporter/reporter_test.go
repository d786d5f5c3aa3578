package reporter

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"giumat/guard/act"
	"giumat/guard/config"
	"giumat/guard/deliver"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/policy"
	"giumat/guard/report"
	"giumat/guard/texts"
	"giumat/rules"

	"github.com/google/go-cmp/cmp"
)

// pc is a Source for tests. Its knobs: what was recorded, and what goes wrong.
type pc struct {
	incidents []incident.Incident
	err       error
}

func (s *pc) Each(_ context.Context, from, until time.Time, f func(incident.Incident) error) error {
	for _, in := range s.incidents {
		if !in.Time.Before(from) && in.Time.Before(until) {
			if err := f(in); err != nil {
				return err
			}
		}
	}
	return s.err
}

func (s *pc) Gaps(context.Context, time.Time, time.Time) ([]report.Gap, error) { return nil, nil }

func (s *pc) Machine(context.Context) (report.Machine, error) {
	return report.Machine{Host: "pc-01"}, nil
}

// outbox is an Outbox for tests; err is what goes wrong.
type outbox struct {
	put []deliver.Parcel
	err error
}

func (o *outbox) Put(_ context.Context, p deliver.Parcel) error {
	if o.err != nil {
		return o.err
	}
	for _, q := range o.put {
		if q.ID == p.ID {
			return deliver.ErrAlreadyPut
		}
	}
	o.put = append(o.put, p)
	return nil
}

// office is a reporter on a PC whose clock stands where the test puts it.
type office struct {
	*Reporter
	pc     *pc
	outbox *outbox
	now    time.Time
}

func newOffice(t *testing.T, policyYAML string, settings config.Report) *office {
	t.Helper()
	catalog, err := texts.Load("vi")
	if err != nil {
		t.Fatal(err)
	}
	pol, err := policy.Parse([]byte(policyYAML))
	if err != nil {
		t.Fatal(err)
	}
	o := &office{pc: &pc{}, outbox: &outbox{}, now: at("2026-11-16 09:00")} // a Monday
	o.Reporter = &Reporter{
		Source: o.pc, Policy: pol, Settings: settings, Outbox: o.outbox, Dir: filepath.Join(t.TempDir(), "reports"), Texts: catalog,
		Now: func() time.Time { return o.now }, Logger: slog.New(slog.DiscardHandler),
	}
	return o
}

func at(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", clock, report.Zone())
	if err != nil {
		panic(err)
	}
	return t
}

// look moves the clock and looks.
func (o *office) look(t *testing.T, clock string) {
	t.Helper()
	o.now = at(clock)
	if err := o.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// sent gives what was handed to delivery, and forgets it.
func (o *office) sent() []string {
	var list []string
	for _, p := range o.outbox.put {
		list = append(list, p.ID.String())
	}
	return list
}

var weekly = config.Report{Every: report.WeekKind, Formats: []string{"html", "json"}, NoUrgent: true}

func TestWeeklyReport(t *testing.T) {
	o := newOffice(t, "heightened: []", weekly)
	o.look(t, "2026-11-16 09:00")
	o.look(t, "2026-11-23 07:59")
	if got := o.sent(); len(got) != 0 {
		t.Fatalf("reports before one is due: %v", got)
	}
	o.look(t, "2026-11-23 08:00")
	o.look(t, "2026-11-23 08:01")
	o.now = at("2026-11-17 12:00") // the clock is set back
	if err := o.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2026-11-16_2026-11-22_week_pc-01"}, o.sent()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, f := range o.outbox.put[0].Files {
		data, err := os.ReadFile(filepath.Join(o.Dir, f.Name))
		if err != nil || !slices.Equal(data, f.Data) {
			t.Errorf("%s is not what was sent: %v", f.Name, err)
		}
	}
}

// A guard that starts anew remembers; a PC that slept through its Mondays makes up for them.
func TestAsleepAndRestarted(t *testing.T) {
	o := newOffice(t, "heightened: []", weekly)
	o.look(t, "2026-11-16 09:00")
	o.look(t, "2026-12-10 10:00")
	again := *o.Reporter
	o.Reporter = &again
	o.look(t, "2026-12-10 10:01")
	want := []string{"2026-11-16_2026-11-22_week_pc-01", "2026-11-23_2026-11-29_week_pc-01", "2026-11-30_2026-12-06_week_pc-01"}
	if diff := cmp.Diff(want, o.sent()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestHeightenedPeriodIsReportedDaily(t *testing.T) {
	o := newOffice(t, "heightened: [{name: Bầu cử, from: 2026-11-18, to: 2026-11-19}]", weekly)
	for _, clock := range []string{"2026-11-16 09:00", "2026-11-18 09:00", "2026-11-19 09:00", "2026-11-20 09:00", "2026-11-21 09:00"} {
		o.look(t, clock)
	}
	want := []string{"2026-11-18_2026-11-18_day_pc-01", "2026-11-19_2026-11-19_day_pc-01"}
	if diff := cmp.Diff(want, o.sent()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// What cannot be made now is made later, with the same bytes that were kept.
func TestNothingIsLost(t *testing.T) {
	o := newOffice(t, "heightened: []", weekly)
	o.look(t, "2026-11-16 09:00")
	wrong := errors.New("disk full")
	for _, knob := range []*error{&o.pc.err, &o.outbox.err} {
		*knob = wrong
		o.now = at("2026-11-23 09:00")
		if err := o.Look(t.Context()); !errors.Is(err, wrong) {
			t.Errorf("error %v, want %v", err, wrong)
		}
		*knob = nil
	}
	kept, err := os.ReadFile(filepath.Join(o.Dir, "2026-11-16_2026-11-22_week_pc-01.json"))
	if err != nil {
		t.Fatal(err)
	}
	o.look(t, "2026-11-23 10:00")
	if len(o.outbox.put) != 1 || string(o.outbox.put[0].Files[1].Data) != string(kept) {
		t.Error("what was sent is not what was kept")
	}
}

// marked is a serious incident, the n-th of its day.
func marked(n int, when time.Time) incident.Incident {
	return incident.Incident{
		ID: act.NewID(when), Time: when, Channel: event.Removable, Level: rules.TuyetMat, State: rules.Marked, Confidence: rules.Certain,
		Kind: "docx", Action: policy.Block, Outcome: act.Quarantined, SHA256: fmt.Sprintf("%064d", n), Name: "a…b.docx", User: "an", Host: "pc-01", Count: 1,
	}
}

// A serious incident is told at once, and once, however late it was recorded; a flood of them is told five times.
func TestUrgent(t *testing.T) {
	settings := weekly
	settings.NoUrgent = false
	o := newOffice(t, "heightened: []", settings)
	o.look(t, "2026-11-16 09:00")
	o.pc.incidents = []incident.Incident{marked(1, at("2026-11-16 10:00")), {ID: "x", Time: at("2026-11-16 10:01"), Level: rules.None}}
	o.look(t, "2026-11-16 10:02")
	o.look(t, "2026-11-16 10:03")
	late := marked(2, at("2026-11-16 09:55"))
	o.pc.incidents = append([]incident.Incident{late}, o.pc.incidents...)
	o.look(t, "2026-11-16 10:04")
	if got := o.sent(); len(got) != 2 || !strings.Contains(got[0], "_urgent-100000-") || !strings.Contains(got[1], "_urgent-095500-") {
		t.Fatalf("sent %v, want the first and then the one that came late", got)
	}
	if f := o.outbox.put[0].Files; len(f) != 1 || !strings.HasSuffix(f[0].Name, ".html") {
		t.Errorf("%d files, want the page as HTML", len(f))
	}
	for n := range 50 {
		o.pc.incidents = append(o.pc.incidents, marked(n, at("2026-11-16 11:00").Add(time.Duration(n)*time.Second)))
	}
	o.look(t, "2026-11-16 11:02")
	if got := len(o.sent()); got != maxUrgent {
		t.Errorf("%d urgent reports, want %d", got, maxUrgent)
	}
	o.pc.incidents = append(o.pc.incidents, marked(99, at("2026-11-18 11:00")))
	o.look(t, "2026-11-18 11:01")
	if got := len(o.sent()); got != maxUrgent+1 {
		t.Errorf("%d urgent reports two days later, want %d", got, maxUrgent+1)
	}
}

// Run looks every minute.
func TestRun(t *testing.T) {
	o := newOffice(t, "heightened: []", weekly)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		o.Now = func() time.Time { return at("2026-11-22 23:30").Add(time.Since(began)) }
		ctx, cancel := context.WithCancel(t.Context())
		go o.Run(ctx, nil)
		time.Sleep(8*time.Hour + 31*time.Minute)
		cancel()
		synctest.Wait()
	})
	if got := o.sent(); len(got) != 1 {
		t.Errorf("sent %v, want one week", got)
	}
}
