package report

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// office is an officer's tray of reports: a schedule, a clock that the test sets, and the reports that were made.
type office struct {
	t    *testing.T
	s    Schedule
	made []Period // as the guard remembers them
	all  []Period // since the test began
}

// wake sets the clock, makes what is due and gives it in words.
func (o *office) wake(now string) []string {
	o.t.Helper()
	due := o.s.Due(o.made, at(o.t, now))
	names := []string{}
	for _, p := range due {
		o.all = append(o.all, p)
		o.made = Remember(o.made, p)
		names = append(names, p.String())
	}
	if again := o.s.Due(o.made, at(o.t, now)); len(again) > 0 {
		o.t.Errorf("at %s due again: %v", now, again)
	}
	return names
}

func (o *office) expect(now string, want ...string) {
	o.t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), o.wake(now)); diff != "" {
		o.t.Errorf("at %s (-want +got):\n%s", now, diff)
	}
}

func TestWeekly(t *testing.T) {
	o := &office{t: t, s: Schedule{Every: WeekKind, Since: at(t, "2026-11-11 10:00:00")}} // installed on a Wednesday
	o.expect("2026-11-11 10:00:00")
	o.expect("2026-11-15 23:59:59")
	o.expect("2026-11-16 07:59:59") // Monday, before work
	o.expect("2026-11-16 08:00:00", "week 2026-11-09..2026-11-15")
	o.expect("2026-11-16 08:00:01")
	o.expect("2026-11-23 09:30:00", "week 2026-11-16..2026-11-22")
	o.expect("2026-12-15 09:00:00", "week 2026-11-23..2026-11-29", "week 2026-11-30..2026-12-06", "week 2026-12-07..2026-12-13") // asleep
	o.expect("2027-01-04 08:00:00", "week 2026-12-14..2026-12-20", "week 2026-12-21..2026-12-27", "week 2026-12-28..2027-01-03")
}

func TestOtherKinds(t *testing.T) {
	for _, c := range []struct {
		kind                    Kind
		early, due, want, after string
	}{
		{DayKind, "2026-11-22 07:59:59", "2026-11-22 08:00:00", "day 2026-11-21..2026-11-21", "2026-11-23 07:59:00"},
		{MonthKind, "2026-12-01 07:59:59", "2026-12-01 08:00:00", "month 2026-11-01..2026-11-30", "2026-12-31 23:00:00"},
		{QuarterKind, "2027-01-01 07:59:59", "2027-01-01 08:00:00", "quarter 2026-10-01..2026-12-31", "2027-03-31 23:00:00"},
		{HalfKind, "2026-07-01 07:59:59", "2026-07-01 08:00:00", "half 2026-01-01..2026-06-30", "2026-12-31 23:00:00"},
		{YearKind, "2026-12-15 07:59:59", "2026-12-15 08:00:00", "year-to-14-12 2025-12-15..2026-12-14", "2027-12-14 23:59:59"},
	} {
		o := &office{t: t, s: Schedule{Every: c.kind}}
		o.made = o.s.Due(nil, at(t, c.early)) // so that what came before is done
		o.expect(c.early)
		o.expect(c.due, c.want)
		o.expect(c.after)
	}
}

func TestOff(t *testing.T) {
	heightened := []Heightened{{Name: "Tết", From: at(t, "2026-11-01 00:00:00"), To: at(t, "2026-12-01 00:00:00")}}
	for _, kind := range []Kind{Off, ""} {
		o := &office{t: t, s: Schedule{Every: kind, Heightened: heightened, Since: at(t, "2026-01-01 00:00:00")}}
		o.expect("2026-11-22 12:00:00")
		if _, ever := o.s.Next(at(t, "2026-11-22 12:00:00")); ever {
			t.Error("off, and yet due some day")
		}
	}
}

// Off for thirty weeks: seven months in one report, then the last eight weeks one by one. Nothing is left out.
func TestLongSleep(t *testing.T) {
	o := &office{t: t, s: Schedule{Every: WeekKind, Since: at(t, "2026-03-30 08:00:00")}}
	o.expect("2026-04-06 08:00:00", "week 2026-03-30..2026-04-05")
	o.expect("2026-11-24 14:00:00", "range 2026-04-06..2026-09-27",
		"week 2026-09-28..2026-10-04", "week 2026-10-05..2026-10-11", "week 2026-10-12..2026-10-18", "week 2026-10-19..2026-10-25",
		"week 2026-10-26..2026-11-01", "week 2026-11-02..2026-11-08", "week 2026-11-09..2026-11-15", "week 2026-11-16..2026-11-22")
	o.expect("2026-11-30 08:00:00", "week 2026-11-23..2026-11-29")
}

func TestClockSetBackAndForward(t *testing.T) {
	o := &office{t: t, s: Schedule{Every: WeekKind, Since: at(t, "2026-11-02 08:00:00")}}
	o.expect("2026-11-23 08:00:00", "week 2026-11-02..2026-11-08", "week 2026-11-09..2026-11-15", "week 2026-11-16..2026-11-22")
	o.expect("2026-11-10 12:00:00") // set back by two weeks
	o.expect("2026-11-16 12:00:00") // and running on from there
	o.expect("1970-01-01 00:00:00") // a flat battery
	o.expect("2026-11-23 08:00:01")
	if future := o.wake("2036-01-01 12:00:00"); len(future) != 1+mostMissed { // set forward by ten years
		t.Errorf("in the future: %q", future)
	}
	o.expect("2026-11-25 08:00:00") // put right
	o.expect("2026-11-30 08:00:00", "week 2026-11-23..2026-11-29")
}

func TestHeightened(t *testing.T) {
	o := &office{t: t, s: Schedule{
		Every: WeekKind, Since: at(t, "2026-04-20 08:00:00"),
		Heightened: []Heightened{{Name: "Lễ 30/4 và 01/5", From: at(t, "2026-04-29 00:00:00"), To: at(t, "2026-05-03 00:00:00")}},
	}}
	o.expect("2026-04-27 08:00:00", "week 2026-04-20..2026-04-26")
	o.expect("2026-04-29 08:00:00") // the day before was an ordinary one
	o.expect("2026-04-30 08:00:00", "day 2026-04-29..2026-04-29")
	o.expect("2026-05-01 07:00:00")
	// Asleep over the holidays: each day has its report, and so has the week.
	o.expect("2026-05-04 08:00:00", "day 2026-04-30..2026-04-30", "day 2026-05-01..2026-05-01", "day 2026-05-02..2026-05-02",
		"week 2026-04-27..2026-05-03")
	o.expect("2026-05-05 08:00:00")

	o.s.Every = DayKind // has them anyway, once
	o.expect("2026-05-05 08:00:01", "day 2026-05-03..2026-05-03", "day 2026-05-04..2026-05-04")
}

func TestChangeOfSchedule(t *testing.T) {
	o := &office{t: t, s: Schedule{Every: WeekKind, Since: at(t, "2026-01-05 08:00:00")}}
	o.wake("2026-11-23 08:00:00")
	o.s.Every = MonthKind // the past is not reported anew
	o.expect("2026-11-23 09:00:00")
	o.expect("2026-12-01 08:00:00", "month 2026-11-01..2026-11-30")
}

func TestSinceUnknown(t *testing.T) {
	o := &office{t: t, s: Schedule{Every: WeekKind}}
	o.expect("2026-11-25 08:00:00", "week 2026-11-16..2026-11-22")
	o.expect("2026-12-07 08:00:00", "week 2026-11-23..2026-11-29", "week 2026-11-30..2026-12-06")
}

func TestNext(t *testing.T) {
	s := Schedule{Every: WeekKind, Heightened: []Heightened{
		{Name: "Lễ 02/9", From: at(t, "2026-09-01 00:00:00"), To: at(t, "2026-09-03 00:00:00")},
	}}
	for now, want := range map[string]string{
		"2026-11-22 12:00:00": "2026-11-23 08:00:00",
		"2026-11-23 07:59:59": "2026-11-23 08:00:00",
		"2026-11-23 08:00:00": "2026-11-30 08:00:00",
		"2026-09-01 07:00:00": "2026-09-07 08:00:00",
		"2026-09-01 09:00:00": "2026-09-02 08:00:00",
		"2026-09-02 09:00:00": "2026-09-03 08:00:00",
		"2026-09-03 09:00:00": "2026-09-07 08:00:00",
	} {
		if got, ever := s.Next(at(t, now)); !ever || got.Format(time.DateTime) != want {
			t.Errorf("after %s: %s, want %s", now, got, want)
		}
	}
}

func TestParseSchedule(t *testing.T) {
	for _, word := range []string{"off", "day", "week", "month", "quarter", "half", "year-to-14-12"} {
		if k, err := ParseSchedule(word); err != nil || k != Kind(word) {
			t.Errorf("%s: %v", word, err)
		}
	}
	for _, word := range []string{"", "range", "weekly", "2026-01-01..2026-01-02"} {
		if _, err := ParseSchedule(word); err == nil {
			t.Errorf("%q was accepted", word)
		}
	}
}

// However long a PC sleeps, and whatever kind is set, no period is reported twice and no day is left out.
func TestNeverTwiceNeverNever(t *testing.T) {
	for seed := range uint64(60) {
		chance := rand.New(rand.NewPCG(seed, 1))
		since := at(t, "2026-02-10 09:00:00")
		o := &office{t: t, s: Schedule{Every: kinds[seed%uint64(len(kinds))], Since: since}}
		now, seen, reported := since, map[string]bool{}, map[string]bool{}
		for range 60 {
			now = now.Add(time.Duration(chance.Int64N(int64(40 * day))))
			for _, name := range o.wake(now.Format(time.DateTime)) {
				if seen[name] {
					t.Errorf("seed %d: %s twice", seed, name)
				}
				seen[name] = true
			}
		}
		for _, p := range o.all {
			for d := p.From; d.Before(p.To); d = d.AddDate(0, 0, 1) {
				reported[d.Format(time.DateOnly)] = true
			}
		}
		until := latest(o.s.Every, now).To
		for d := since; d.Before(until); d = d.AddDate(0, 0, 1) {
			if !reported[d.Format(time.DateOnly)] {
				t.Fatalf("seed %d, %s: no report of %s", seed, o.s.Every, d.Format(time.DateOnly))
			}
		}
	}
}
