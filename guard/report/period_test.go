package report

import (
	"errors"
	"testing"
	"time"
)

// at reads a moment in Vietnam: "2026-12-14 23:59:59".
func at(t testing.TB, s string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation(time.DateTime, s, Zone())
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// bounds writes a period as its first and last second.
func bounds(p Period) string {
	return p.From.In(Zone()).Format(time.DateTime) + " - " + p.To.Add(-time.Second).In(Zone()).Format(time.DateTime)
}

func TestParsePeriod(t *testing.T) {
	for _, c := range []struct{ word, now, want, before, after string }{
		{"day", "2028-02-29 13:00:00", "2028-02-29", "2028-02-28", "2028-03-01"}, // a leap day
		{"day", "2026-03-01 00:00:00", "2026-03-01", "2026-02-28", "2026-03-02"},
		{"day", "2026-12-31 23:59:59", "2026-12-31", "2026-12-30", "2027-01-01"},
		{"week", "2026-11-22 23:59:59", "2026-11-16..2026-11-22", "2026-11-09..2026-11-15", "2026-11-23..2026-11-29"}, // a Sunday
		{"week", "2026-11-23 00:00:00", "2026-11-23..2026-11-29", "2026-11-16..2026-11-22", "2026-11-30..2026-12-06"}, // a Monday
		{"week", "2027-01-01 12:00:00", "2026-12-28..2027-01-03", "2026-12-21..2026-12-27", "2027-01-04..2027-01-10"}, // over new year
		{"month", "2026-01-31 12:00:00", "2026-01-01..2026-01-31", "2025-12-01..2025-12-31", "2026-02-01..2026-02-28"},
		{"month", "2028-02-01 00:00:00", "2028-02-01..2028-02-29", "2028-01-01..2028-01-31", "2028-03-01..2028-03-31"},
		{"month", "2026-03-31 23:59:59", "2026-03-01..2026-03-31", "2026-02-01..2026-02-28", "2026-04-01..2026-04-30"},
		{"quarter", "2026-03-31 23:59:59", "2026-01-01..2026-03-31", "2025-10-01..2025-12-31", "2026-04-01..2026-06-30"},
		{"quarter", "2026-10-01 00:00:00", "2026-10-01..2026-12-31", "2026-07-01..2026-09-30", "2027-01-01..2027-03-31"},
		{"half", "2026-06-30 23:59:59", "2026-01-01..2026-06-30", "2025-07-01..2025-12-31", "2026-07-01..2026-12-31"},
		{"half", "2026-07-01 00:00:00", "2026-07-01..2026-12-31", "2026-01-01..2026-06-30", "2027-01-01..2027-06-30"},
		{"year-to-14-12", "2026-12-14 23:59:59", "2025-12-15..2026-12-14", "2024-12-15..2025-12-14", "2026-12-15..2027-12-14"},
		{"year-to-14-12", "2026-12-15 00:00:00", "2026-12-15..2027-12-14", "2025-12-15..2026-12-14", "2027-12-15..2028-12-14"},
		{"year-to-14-12", "2026-01-01 00:00:00", "2025-12-15..2026-12-14", "2024-12-15..2025-12-14", "2026-12-15..2027-12-14"},
		{"2026-02-27..2026-03-02", "2030-01-01 00:00:00", "2026-02-27..2026-03-02", "2026-02-23..2026-02-26", "2026-03-03..2026-03-06"},
		{"2028-02-29..2028-02-29", "2030-01-01 00:00:00", "2028-02-29", "2028-02-28", "2028-03-01"},
	} {
		// The PC may think that it stands anywhere; the report's days are Vietnam's.
		for _, zone := range []string{"Asia/Ho_Chi_Minh", "UTC", "America/Los_Angeles", "Pacific/Kiritimati"} {
			t.Run(c.word+" at "+c.now+" in "+zone, func(t *testing.T) {
				local, err := time.LoadLocation(zone)
				if err != nil {
					t.Skip("no time zones here: ", err)
				}
				p, err := ParsePeriod(c.word, at(t, c.now).In(local))
				if err != nil {
					t.Fatal(err)
				}
				for _, one := range []struct {
					what string
					got  Period
					want string
				}{{"the period", p, c.want}, {"the one before", p.Previous(), c.before}, {"the one after", p.Next(), c.after}} {
					if got := bounds(one.got); got != days(one.want) {
						t.Errorf("%s: %s, want %s", one.what, got, days(one.want))
					}
				}
			})
		}
	}
}

// days turns "2026-11-16..2026-11-22", or one day, into what bounds gives.
func days(s string) string {
	first, last := s[:10], s[len(s)-10:]
	return first + " 00:00:00 - " + last + " 23:59:59"
}

func TestParsePeriodRefuses(t *testing.T) {
	for _, c := range []struct {
		word string
		want PeriodProblem
	}{
		{"", UnknownPeriod},
		{"year", UnknownPeriod},
		{"Week", UnknownPeriod},
		{"range", UnknownPeriod},
		{"off", UnknownPeriod},
		{"2026-11-01", UnknownPeriod},
		{"2026-11-01..", NotADate},
		{"..2026-11-01", NotADate},
		{"2026-02-29..2026-03-01", NotADate}, // no leap year
		{"2026-11-01..2026-11-31", NotADate},
		{"2026-11-01...2026-11-02", NotADate},
		{"2026-11-01..2026-11-02..2026-11-03", NotADate},
		{"01/11/2026..02/11/2026", NotADate},
		{"2026-11-02..2026-11-01", Backwards},
		{"2010-01-01..2026-01-01", TooLong},
		{"0001-01-01..0001-01-02", OutOfTime},
		{"9999-12-31..9999-12-31", OutOfTime},
	} {
		_, err := ParsePeriod(c.word, at(t, "2026-11-22 12:00:00"))
		if wrong, ok := errors.AsType[*PeriodError](err); !ok || wrong.Problem != c.want || wrong.Error() == "" {
			t.Errorf("%q: error %v, want one of %q", c.word, err, c.want)
		}
	}
}

func TestContains(t *testing.T) {
	year := Containing(YearKind, at(t, "2026-11-22 12:00:00"))
	for moment, want := range map[string]bool{
		"2025-12-14 23:59:59": false, "2025-12-15 00:00:00": true, "2026-12-14 23:59:59": true, "2026-12-15 00:00:00": false,
	} {
		if got := year.Contains(at(t, moment)); got != want {
			t.Errorf("%s: %t", moment, got)
		}
	}
	if year.Contains(year.To.Add(-1)) != true || year.Days() != 365 {
		t.Error("the last nanosecond, or the number of days")
	}
}

// Each period ends where the next begins, and contains what it was asked for.
func FuzzPeriods(f *testing.F) {
	f.Add(int64(1797267599), "year-to-14-12") // 2026-12-14 23:59:59
	f.Add(int64(951782400), "week")
	f.Add(int64(0), "2026-02-28..2026-03-01")
	f.Fuzz(func(t *testing.T, seconds int64, word string) {
		now := time.Unix(seconds%(200*365*86400), 0).UTC()
		p, err := ParsePeriod(word, now)
		if err != nil {
			return
		}
		if p.Kind != RangeKind && !p.Contains(now) {
			t.Errorf("%s does not contain %s", p, now)
		}
		before, after := p.Previous(), p.Next()
		if !before.To.Equal(p.From) || !after.From.Equal(p.To) || !before.Next().Same(p) || !after.Previous().Same(p) {
			t.Errorf("%s lies between %s and %s", p, before, after)
		}
		if p.problem() != "" || p.Days() < 1 || !p.From.Add(time.Duration(p.Days())*day).Equal(p.To) {
			t.Errorf("%s: %s", p, p.problem())
		}
	})
}
