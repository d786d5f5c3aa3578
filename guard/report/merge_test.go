package report

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/act"
	"giumat/guard/protection"
	"giumat/rules"
)

func merge(t testing.TB, reports ...*Report) *Report {
	t.Helper()
	m, err := Merge(reports, MergeOptions{Now: at(t, "2026-11-24 08:00:00"), Unit: Unit{Name: "UBND TỈNH"}, Expected: 5})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func total(counts []Count) (n int) {
	for _, c := range counts {
		n += c.N
	}
	return n
}

func TestMerge(t *testing.T) {
	b := pcNamed(t, "pc-b", 7)
	b.gaps = []Gap{{Kind: protection.Stopped, From: at(t, "2026-11-17 08:00:00")}}
	one, two := build(t, b, "2026-11-23 08:00:00"), build(t, pcNamed(t, "pc-a", 30), "2026-11-18 08:00:00")
	h := []Heightened{{Name: "Bầu cử", From: one.Period.From, To: one.Period.To}}
	one.Heightened, two.Heightened = h, h
	m := merge(t, one, two)

	if len(m.Machines) != 2 || m.Machines[0].Host != "pc-a" || m.Machines[1].Host != "pc-b" {
		t.Errorf("machines %v", m.Machines)
	}
	if total(m.Counts) != 37 || len(m.Incidents) != 37 || m.Left != 0 || m.Expected != 5 || m.Unit.Name != "UBND TỈNH" {
		t.Errorf("%d counted, %d listed", total(m.Counts), len(m.Incidents))
	}
	if len(m.Days) != 7 || m.Days[0].Levels["MAT"] != 5+2 || m.Days[6].Levels["MAT"] != 0 {
		t.Errorf("days %v", m.Days)
	}
	if len(m.Gaps) != 1 || m.Gaps[0].Host != "pc-b" || len(m.Heightened) != 1 {
		t.Errorf("gaps %v, heightened %v", m.Gaps, m.Heightened)
	}
	if got := merge(t, m); len(got.Incidents) != 37 || total(got.Counts) != 37 {
		t.Error("a roll-up of a roll-up lost something")
	}
}

// A PC that reported twice counts once, as it stood in its last report; what only the first report lists is listed.
func TestMergeSamePCTwice(t *testing.T) {
	early := build(t, pcNamed(t, "pc-a", 10), "2026-11-17 08:00:00")
	s := pcNamed(t, "pc-a", 30)
	s.machine.Version = "1.3"
	late := build(t, s, "2026-11-23 08:00:00")
	other := build(t, pcNamed(t, "pc-b", 4), "2026-11-23 08:00:00")
	m := merge(t, early, late, other, late)
	if len(m.Machines) != 2 || m.Machines[0].Version != "1.3" || total(m.Counts) != 34 || len(m.Incidents) != 34 {
		t.Errorf("%v, %d counted, %d listed", m.Machines, total(m.Counts), len(m.Incidents))
	}
	short := late.Limit(5)
	m = merge(t, short, early)
	if total(m.Counts) != 30 || len(m.Incidents)+m.Left != 30 || len(m.Incidents) < 10 {
		t.Errorf("%d counted, %d listed, %d left", total(m.Counts), len(m.Incidents), m.Left)
	}
}

func TestMergeRefuses(t *testing.T) {
	week := func(host string) *Report { return build(t, pcNamed(t, host, 3), "2026-11-23 08:00:00") }
	day, err := Build(t.Context(), pcNamed(t, "pc-d", 3), Options{Period: Containing(DayKind, at(t, "2026-11-16 08:00:00")), Now: at(t, "2026-11-17 08:00:00")})
	if err != nil {
		t.Fatal(err)
	}
	a, b, c := week("pc-a"), week("pc-b"), week("pc-c")
	for _, one := range []struct {
		name    string
		reports []*Report
		want    MergeError
	}{
		{"one of another period", []*Report{day, a, b}, MergeError{Index: 0, Other: 2, Problem: OtherPeriod, Detail: "day 2026-11-16..2026-11-16"}},
		{"a range of the same days", []*Report{a, b, rangeOf(b)}, MergeError{Index: 2, Other: 0, Problem: OtherPeriod, Detail: "range 2026-11-16..2026-11-22"}},
		{"roll-ups with a PC in common", []*Report{merge(t, a, b), merge(t, b, c)}, MergeError{Index: 1, Other: 0, Problem: SharedHost, Detail: "pc-b"}},
		{"a roll-up and one of its PCs", []*Report{c, a, merge(t, a, b)}, MergeError{Index: 2, Other: 1, Problem: SharedHost, Detail: "pc-a"}},
	} {
		_, err := Merge(one.reports, MergeOptions{})
		got, ok := errors.AsType[*MergeError](err)
		if !ok {
			t.Errorf("%s: error %v", one.name, err)
		} else if diff := cmp.Diff(one.want, *got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", one.name, diff)
		}
	}
	if _, err := Merge(nil, MergeOptions{}); err == nil {
		t.Error("nothing was merged")
	}
}

func rangeOf(r *Report) *Report {
	other := *r
	other.Period.Kind = RangeKind
	return &other
}

// The order of the reports does not matter, nor whether they are rolled up in one step or in two.
func FuzzMergeOrder(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		chance := rand.New(rand.NewPCG(seed, 2))
		var reports []*Report
		for pcs := 1 + chance.IntN(5); pcs > 0; pcs-- {
			for range 1 + chance.IntN(2) { // some report twice, and some of these at the same moment
				reports = append(reports, randomReport(t, chance, fmt.Sprintf("pc-%d", pcs)))
			}
		}
		want := merge(t, reports...)
		shuffled := make([]*Report, len(reports))
		for i, j := range chance.Perm(len(reports)) {
			shuffled[i] = reports[j]
		}
		if diff := cmp.Diff(want, merge(t, shuffled...)); diff != "" {
			t.Errorf("in another order (-one +other):\n%s", diff)
		}
		var steps []*Report
		last := ""
		for _, r := range reports { // the reports of a PC stand together
			if host := r.Machines[0].Host; host != last {
				steps = append(steps, r)
				last = host
				continue
			}
			steps[len(steps)-1] = merge(t, steps[len(steps)-1], r)
		}
		if diff := cmp.Diff(want, merge(t, steps...)); diff != "" {
			t.Errorf("in two steps (-one +other):\n%s", diff)
		}
		if again, err := ReadJSON(strings.NewReader(written(t, want))); err != nil || !cmp.Equal(want, again) {
			t.Errorf("the merged report cannot be read again: %v", err)
		}
	})
}

func randomReport(t testing.TB, chance *rand.Rand, host string) *Report {
	s := pcNamed(t, host, chance.IntN(20))
	for i := range s.incidents {
		s.incidents[i].Level = rules.Level(chance.IntN(4))
		s.incidents[i].Outcome = []act.Result{act.Warned, act.Quarantined}[chance.IntN(2)]
		s.incidents[i].Count = 1 + chance.IntN(3)
	}
	now := at(t, "2026-11-20 08:00:00").Add(time.Duration(chance.IntN(2)) * time.Hour)
	r := build(t, s, now.Format(time.DateTime))
	if chance.IntN(3) == 0 {
		r = r.Limit(1 + chance.IntN(5))
	}
	return r
}
