package report

import (
	"fmt"
	"time"

	"giumat/guard/policy"
)

// Kind is the length of a period.
type Kind string

// The kinds of periods. A year's report covers 15 December to 14 December (Decree 26/2020/NĐ-CP, Article 8).
const (
	DayKind     Kind = "day"
	WeekKind    Kind = "week" // Monday to Sunday
	MonthKind   Kind = "month"
	QuarterKind Kind = "quarter"
	HalfKind    Kind = "half" // from 1 January or 1 July
	YearKind    Kind = "year-to-14-12"
	RangeKind   Kind = "range" // of the user's choice
)

// kinds are those that the calendar knows.
var kinds = []Kind{DayKind, WeekKind, MonthKind, QuarterKind, HalfKind, YearKind}

// Period is the time that a report covers. Its days are those of Vietnam, wherever the PC thinks it stands; there has
// been no daylight saving since 1975, so each has 24 hours.
type Period struct {
	Kind Kind      `json:"kind"`
	From time.Time `json:"from"` // midnight in Vietnam's zone
	To   time.Time `json:"to"`   // first moment after it; midnight too
}

// Zone is the zone in which a report's days and times are meant: Vietnam's.
func Zone() *time.Location { return policy.Vietnam }

// Containing gives the period of a kind of the calendar in which t lies.
func Containing(kind Kind, t time.Time) Period {
	from := begin(kind, t)
	return Period{Kind: kind, From: from, To: end(kind, from)}
}

// Previous gives the whole period before: of a range, as many days.
func (p Period) Previous() Period {
	if p.Kind == RangeKind {
		return Period{Kind: RangeKind, From: p.From.AddDate(0, 0, -p.Days()), To: p.From}
	}
	return Containing(p.Kind, p.From.Add(-1))
}

// Next gives the whole period after: of a range, as many days.
func (p Period) Next() Period {
	if p.Kind == RangeKind {
		return Period{Kind: RangeKind, From: p.To, To: p.To.AddDate(0, 0, p.Days())}
	}
	return Containing(p.Kind, p.To)
}

// Contains tells whether t lies in the period.
func (p Period) Contains(t time.Time) bool { return !t.Before(p.From) && t.Before(p.To) }

// Days is how many days the period has.
func (p Period) Days() int { return int(p.To.Sub(p.From) / day) }

// Last is the last day of the period, at midnight.
func (p Period) Last() time.Time { return p.To.AddDate(0, 0, -1) }

// Same tells whether both are the same kind of report on the same time.
func (p Period) Same(q Period) bool {
	return p.Kind == q.Kind && p.From.Equal(q.From) && p.To.Equal(q.To)
}

// String names the period for logs and errors: week 2026-11-16..2026-11-22.
func (p Period) String() string {
	return fmt.Sprintf("%s %s..%s", p.Kind, p.From.Format(time.DateOnly), p.Last().Format(time.DateOnly))
}

const day = 24 * time.Hour

// begin is the midnight at which the period begins in which t lies.
func begin(kind Kind, t time.Time) time.Time {
	y, m, d := t.In(Zone()).Date()
	midnight := date(y, m, d)
	switch kind {
	case WeekKind:
		sinceMonday := (int(midnight.Weekday()) + 6) % 7
		return date(y, m, d-sinceMonday)
	case MonthKind:
		return date(y, m, 1)
	case QuarterKind:
		return date(y, m-(m-1)%3, 1)
	case HalfKind:
		return date(y, m-(m-1)%6, 1)
	case YearKind:
		if this := date(y, time.December, 15); !midnight.Before(this) {
			return this
		}
		return date(y-1, time.December, 15)
	}
	return midnight
}

// end is the first moment after the period that begins at from.
func end(kind Kind, from time.Time) time.Time {
	switch kind {
	case WeekKind:
		return from.AddDate(0, 0, 7)
	case MonthKind:
		return from.AddDate(0, 1, 0)
	case QuarterKind:
		return from.AddDate(0, 3, 0)
	case HalfKind:
		return from.AddDate(0, 6, 0)
	case YearKind:
		return from.AddDate(1, 0, 0)
	}
	return from.AddDate(0, 0, 1)
}

func date(y int, m time.Month, d int) time.Time {
	return time.Date(y, m, d, 0, 0, 0, 0, Zone())
}
