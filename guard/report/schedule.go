package report

import (
	"fmt"
	"slices"
	"time"
)

const (
	// dueAfter is when on the day after a period its report falls due: 08:00, when people come to their desks.
	dueAfter = 8 * time.Hour
	// mostMissed is how many missed periods get a report each; what was missed before them gets one together, so that a
	// PC that was off for a year does not flood its officer, and nothing goes unreported.
	mostMissed = 8
)

// Off is the schedule that makes no reports.
const Off Kind = "off"

// Schedule says when reports fall due. It reads no clock and keeps nothing: the caller keeps the periods that have
// their report. The zero value makes no reports.
type Schedule struct {
	Every      Kind         // of the calendar, or Off
	Since      time.Time    // when the guard began on this PC: before it there is nothing to report
	Heightened []Heightened // whose days have a report each, besides the usual ones
}

// ParseSchedule checks the word of a setting: a kind of the calendar, or off.
func ParseSchedule(word string) (Kind, error) {
	if k := Kind(word); k == Off || slices.Contains(kinds, k) {
		return k, nil
	}
	return "", fmt.Errorf("schedule %q: want off or one of %s", shorten(word, 40), kinds)
}

// Due gives the periods whose reports are to be made at now, the oldest first: make them in that order, and stop at
// the first that fails. made are those that have theirs, of any kind and in any order. A period is due at 08:00 on the
// day after its last, once, whether the clock was set back, or forward and back again. After a long sleep the latest
// eight missed periods are due one by one, and before them one RangeKind period for all the older.
func (s Schedule) Due(made []Period, now time.Time) []Period {
	if !slices.Contains(kinds, s.Every) {
		return nil
	}
	after := s.reportedUntil(made, now)
	due := missed(s.Every, after, now)
	if len(due) == mostMissed {
		due = slices.Concat(before(after, due[0].From), due)
	}
	if s.Every != DayKind {
		due = append(due, s.heightenedOf(missed(DayKind, after, now))...)
	}
	due = slices.DeleteFunc(due, func(p Period) bool { return slices.ContainsFunc(made, p.Same) })
	slices.SortStableFunc(due, func(a, b Period) int { return a.To.Compare(b.To) })
	return due
}

// Next gives when a report falls due after now.
func (s Schedule) Next(now time.Time) (due time.Time, ever bool) {
	if !slices.Contains(kinds, s.Every) {
		return time.Time{}, false
	}
	due = nextDue(s.Every, now)
	daily := nextDue(DayKind, now)
	if yesterday := Containing(DayKind, daily.Add(-dueAfter-1)); len(s.heightenedOf([]Period{yesterday})) > 0 {
		due = daily
	}
	return due, true
}

func nextDue(kind Kind, now time.Time) time.Time {
	return Containing(kind, now.Add(-dueAfter)).To.Add(dueAfter)
}

// reportedUntil is the time up to which all is reported, or there is nothing to report.
func (s Schedule) reportedUntil(made []Period, now time.Time) time.Time {
	var until time.Time
	for _, p := range made {
		if p.To.After(until) && !p.To.After(now) { // a later one was made while the clock was wrong
			until = p.To
		}
	}
	since := s.Since
	if since.IsZero() && until.IsZero() { // then the latest period is all that is known to be of interest
		since = latest(s.Every, now).From
	}
	if since.Before(until) {
		return until
	}
	return since.Add(1) // a period that ends when the guard begins has nothing to tell
}

// missed gives the latest periods of a kind that end after a time, or then, and should have a report by now; the oldest first.
func missed(kind Kind, after, now time.Time) []Period {
	var list []Period
	for p := latest(kind, now); len(list) < mostMissed && !p.To.Before(after); p = p.Previous() {
		list = append(list, p)
	}
	slices.Reverse(list)
	return list
}

// before gives the days from one on and before another as one period, or none.
func before(after, until time.Time) []Period {
	from := begin(DayKind, after)
	if earliest := until.AddDate(0, 0, -maxRangeDays); from.Before(earliest) {
		from = earliest
	}
	if !from.Before(until) {
		return nil
	}
	return []Period{{Kind: RangeKind, From: from, To: until}}
}

// heightenedOf gives those of the periods that touch a heightened one.
func (s Schedule) heightenedOf(list []Period) []Period {
	return slices.DeleteFunc(list, func(p Period) bool { return len(touching(s.Heightened, p.From, p.To)) == 0 })
}

// latest is the last period of a kind whose report is due at now.
func latest(kind Kind, now time.Time) Period { return Containing(kind, now.Add(-dueAfter)).Previous() }

// Remember adds a period to those that have their report, and forgets the oldest of very many. The list may be kept
// as JSON.
func Remember(made []Period, p Period) []Period {
	const enough = 100 // Due asks for the latest only; more are kept for a clock that is set back
	made = append(made, p)
	return slices.Clone(made[max(0, len(made)-enough):])
}
