package paper

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/report"
)

// Gaps of one PC that overlap count once, what lies outside the period not at all, and one that lasts to the end of
// what the report knows.
func TestUnprotectedTime(t *testing.T) {
	for _, c := range []struct {
		name      string
		gaps      []report.Gap
		all, sure float64 // hours
	}{
		{"none", nil, 0, 0},
		{"one", []report.Gap{{Host: "A", From: at(2, 8, 0), Until: at(2, 10, 30)}}, 2.5, 2.5},
		{"overlapping", []report.Gap{{Host: "A", From: at(2, 8, 0), Until: at(2, 10, 0)}, {Host: "A", From: at(2, 9, 0), Until: at(2, 11, 0)}}, 3, 3},
		{"inside another", []report.Gap{{Host: "A", From: at(2, 8, 0), Until: at(2, 12, 0)}, {Host: "A", From: at(2, 9, 0), Until: at(2, 10, 0)}, {Host: "A", From: at(2, 11, 0), Until: at(2, 13, 0)}}, 5, 5},
		{"of two PCs", []report.Gap{{Host: "A", From: at(2, 8, 0), Until: at(2, 10, 0)}, {Host: "B", From: at(2, 8, 0), Until: at(2, 10, 0)}}, 4, 4},
		{"begun before", []report.Gap{{Host: "A", From: at(-3, 8, 0), Until: at(1, 1, 0)}}, 1, 1},
		{"lasting", []report.Gap{{Host: "A", From: at(31, 22, 0)}}, 2, 2},
		{"uncertain", []report.Gap{{Host: "A", From: at(2, 8, 0), Until: at(2, 10, 0)}, {Host: "A", From: at(2, 8, 0), Until: at(2, 18, 0), Uncertain: true}}, 10, 2},
		{"after", []report.Gap{{Host: "A", From: at(40, 8, 0), Until: at(40, 10, 0)}}, 0, 0},
	} {
		r := &report.Report{Period: report.Period{From: at(1, 0, 0), To: at(32, 0, 0)}, Made: at(32, 7, 0), Gaps: c.gaps}
		if all, sure := unprotected(r); all.Hours() != c.all || sure.Hours() != c.sure {
			t.Errorf("%s: %v, %v; want %v, %v", c.name, all.Hours(), sure.Hours(), c.all, c.sure)
		}
	}
}

// The sums of the table are the sums of the counts, in the rows and in the columns.
func TestCountsAddUp(t *testing.T) {
	w := newWords(catalog(t, "vi"))
	r := &report.Report{
		Counts: []report.Count{
			{Level: "TUYET_MAT", Channel: "removable", Outcome: "quarantined", N: 1000},
			{Level: "TUYET_MAT", Channel: "at_rest", Outcome: "warned", N: 20},
			{Level: "MAT", Channel: "webmail", Outcome: "quarantined", N: 3},
			{Level: "MAT", Channel: "webmail", Outcome: "of_a_later_program", N: 4},
			{Level: "MAT", Channel: "chat", Outcome: "blocked", N: 7},
		},
		Previous: []report.Count{{Level: "official", Channel: "webmail", Outcome: "warned", N: 5}},
	}
	var got [][]string
	for _, row := range counts(r, w).Rows {
		got = append(got, row.Cells)
	}
	want := [][]string{ // level, channel, held, blocked, warned, other, together, before
		{"Dấu Tuyệt mật", "Mọi kênh", "1.000", "0", "20", "0", "1.020", "0"},
		{"Dấu Tuyệt mật", "Trên máy", "0", "0", "20", "0", "20", "0"},
		{"Dấu Tuyệt mật", "Ổ đĩa rời", "1.000", "0", "0", "0", "1.000", "0"},
		{"Dấu Mật", "Mọi kênh", "3", "7", "0", "4", "14", "0"},
		{"Dấu Mật", "Trò chuyện trực tuyến", "0", "7", "0", "0", "7", "0"},
		{"Dấu Mật", "Thư điện tử miễn phí", "3", "0", "0", "4", "7", "0"},
		{"Công vụ, không dấu mật", "Thư điện tử miễn phí", "0", "0", "0", "0", "0", "5"},
		{"Cộng", "", "1.003", "7", "20", "4", "1.034", "5"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, row := range facts(r, w).Rows {
		if row.Cells[0] == "Đã chặn, giữ lại" && row.Cells[1] != "1.010" {
			t.Errorf("stopped: %s", row.Cells[1])
		}
	}
}

// A month is drawn by days, a quarter by weeks, a year by months; nothing is lost on the way.
func TestChartDrawsEveryIncident(t *testing.T) {
	w := newWords(catalog(t, "vi"))
	for _, c := range []struct {
		days, bars int
		first      string
	}{{1, 1, "01/01"}, {31, 31, "01/01"}, {92, 14, "01/01"}, {365, 12, "01/2026"}} {
		r := &report.Report{}
		for i := range c.days {
			date := time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			r.Days = append(r.Days, report.Day{Date: date, Levels: map[string]int{"MAT": 1, "official": 2}})
		}
		drawn := newChart(r, w)
		if got := sum(drawn.Series[0].N) + sum(drawn.Series[1].N); got != 3*c.days || len(drawn.Bars) != c.bars || drawn.Bars[0] != c.first {
			t.Errorf("%d days: %d incidents in %d bars from %s", c.days, got, len(drawn.Bars), drawn.Bars[0])
		}
	}
	if newChart(&report.Report{Days: []report.Day{{Date: "2026-01-01"}}}, w) != nil {
		t.Error("a chart of nothing")
	}
}

// Everything that is drawn lies on the field, and a bar is as high as its number.
func TestPlotStaysOnItsField(t *testing.T) {
	w := newWords(catalog(t, "vi"))
	for _, highest := range []int{1, 3, 9, 11, 4321} {
		c := &chart{Bars: []string{"01/10", "02/10"}}
		for _, level := range report.Levels() {
			c.Series = append(c.Series, series{Name: w.level(level), Level: level, N: []int{highest, 1}})
		}
		p := newPlot(c, w, 460, 165)
		for _, r := range append(append(p.Bars, p.Legend...), p.Lines...) {
			if r.X < 0 || r.Y < 0 || r.X+r.W > p.Width+0.01 || r.Y+r.H > p.Height {
				t.Errorf("%d: %+v outside", highest, r)
			}
		}
		for i := range report.Levels() {
			a, b := p.Bars[i], p.Bars[i+len(report.Levels())]
			if ratio := a.H / b.H; fmt.Sprintf("%.3f", ratio) != fmt.Sprintf("%.3f", float64(highest)) {
				t.Errorf("bars of %d and 1 are drawn as %.3f", highest, ratio)
			}
		}
	}
}
