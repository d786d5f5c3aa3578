package report

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The bounds of a period keep a slip of the pen, or a foreign report, from asking for a chart of a million columns.
const (
	maxRangeDays = 3660 // ten years: twice the longest report that is asked for (Decree 26/2020/NĐ-CP, Article 8)
	firstYear    = 1970
	lastYear     = 2200
)

// PeriodProblem is what is wrong with the name of a period, in a word for the catalogue (report_period_…).
type PeriodProblem string

// The problems.
const (
	UnknownPeriod PeriodProblem = "unknown"   // no kind, and no two dates
	NotADate      PeriodProblem = "date"      // one of the two is no day of the calendar
	Backwards     PeriodProblem = "backwards" // ends before it begins
	TooLong       PeriodProblem = "long"      // longer than ten years
	OutOfTime     PeriodProblem = "time"      // not between 1970 and 2200
)

// PeriodError says why a word names no period.
type PeriodError struct {
	Word    string // at most 40 characters of it
	Problem PeriodProblem
}

// Error is one sentence.
func (e *PeriodError) Error() string {
	why := map[PeriodProblem]string{
		UnknownPeriod: fmt.Sprintf("want one of %s, or FROM..TO", kinds),
		NotADate:      "want two dates as YYYY-MM-DD..YYYY-MM-DD",
		Backwards:     "it ends before it begins",
		TooLong:       fmt.Sprintf("it is longer than %d days", maxRangeDays),
		OutOfTime:     fmt.Sprintf("want years from %d to %d", firstYear, lastYear),
	}
	return fmt.Sprintf("period %q: %s", e.Word, why[e.Problem])
}

// ParsePeriod reads the name of a period: a kind of the calendar, which gives the period that contains now, or
// FROM..TO, two days of which both belong to it (2026-11-01..2026-11-15). Its errors are of *PeriodError.
func ParsePeriod(word string, now time.Time) (Period, error) {
	p, problem := parsePeriod(word, now)
	if problem == "" {
		problem = p.problem()
	}
	if problem != "" {
		return Period{}, &PeriodError{Word: shorten(word, 40), Problem: problem}
	}
	return p, nil
}

func parsePeriod(word string, now time.Time) (Period, PeriodProblem) {
	if slices.Contains(kinds, Kind(word)) {
		return Containing(Kind(word), now), ""
	}
	first, last, two := strings.Cut(word, "..")
	if !two {
		return Period{}, UnknownPeriod
	}
	from, err := time.ParseInLocation(time.DateOnly, first, Zone())
	if err != nil {
		return Period{}, NotADate
	}
	to, err := time.ParseInLocation(time.DateOnly, last, Zone())
	if err != nil {
		return Period{}, NotADate
	}
	return Period{Kind: RangeKind, From: from, To: to.AddDate(0, 0, 1)}, ""
}

// problem is what is wrong with the bounds of a period, whoever wrote it; empty when nothing is.
func (p Period) problem() PeriodProblem {
	switch {
	case !inTime(p.From) || !inTime(p.To):
		return OutOfTime
	case p.Kind == RangeKind && !p.From.Before(p.To):
		return Backwards
	case p.Kind == RangeKind && p.To.Sub(p.From) > maxRangeDays*day:
		return TooLong
	case p.Kind == RangeKind && !(p.From.Equal(begin(DayKind, p.From)) && p.To.Equal(begin(DayKind, p.To))):
		return NotADate
	case p.Kind == RangeKind:
		return ""
	case !slices.Contains(kinds, p.Kind) || !p.Same(Containing(p.Kind, p.From)):
		return UnknownPeriod
	}
	return ""
}

func inTime(t time.Time) bool { return t.Year() >= firstYear && t.Year() <= lastYear }
