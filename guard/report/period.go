package report

import "time"

// Kind is the length of a period.
type Kind string

// The kinds of periods. A year's report covers 15 December to 14 December (Decree 26/2020/NĐ-CP, Article 8).
const (
	DayKind     Kind = "day"
	WeekKind    Kind = "week" // Monday to Sunday
	MonthKind   Kind = "month"
	QuarterKind Kind = "quarter"
	HalfKind    Kind = "half"
	YearKind    Kind = "year-to-14-12"
	RangeKind   Kind = "range" // of the user's choice
)

// Period is the time that a report covers.
type Period struct {
	Kind Kind      `json:"kind"`
	From time.Time `json:"from"` // midnight in Vietnam's zone
	To   time.Time `json:"to"`   // first moment after it; midnight too
}
