package protection

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// clock gives moments of one made-up day.
func clock(hour, minute int) time.Time { return time.Date(2026, 11, 20, hour, minute, 0, 0, time.UTC) }

func open(t *testing.T) *Log {
	t.Helper()
	l, err := Open(t.Context(), filepath.Join(t.TempDir(), "protection.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func (l *Log) all(t *testing.T) []Gap {
	t.Helper()
	list, err := l.Gaps(t.Context(), time.Time{}.AddDate(1900, 0, 0), clock(23, 59))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestStart: what the time between the last sign of life and the next start counts as.
func TestStart(t *testing.T) {
	first, last := clock(8, 0), clock(10, 0)
	for _, c := range []struct {
		name      string
		now, boot time.Time
		want      []Gap
	}{
		{"a restart is no gap", clock(10, 4), clock(7, 0), nil},
		{"the PC was on all the time", clock(12, 0), clock(7, 0), []Gap{{Kind: Stopped, From: last, Until: clock(12, 0)}}},
		{
			"the PC was started anew, the guard with it", clock(12, 3), clock(12, 0),
			[]Gap{{Kind: Stopped, From: last, Until: clock(12, 0), Uncertain: true}},
		},
		{
			"the PC was started anew, the guard much later", clock(15, 0), clock(12, 0),
			[]Gap{{Kind: Stopped, From: last, Until: clock(12, 0), Uncertain: true}, {Kind: Stopped, From: clock(12, 0), Until: clock(15, 0)}},
		},
		{"a system that does not tell its boot", clock(12, 0), time.Time{}, []Gap{{Kind: Stopped, From: last, Until: clock(12, 0)}}},
		{"the clock was set back", clock(9, 0), clock(7, 0), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := open(t)
			must(t, l.Start(t.Context(), first, clock(7, 0)))
			must(t, l.Alive(t.Context(), last))
			must(t, l.Start(t.Context(), c.now, c.boot))
			if diff := cmp.Diff(c.want, l.all(t)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestFirstStartIsNoGap(t *testing.T) {
	l := open(t)
	must(t, l.Start(t.Context(), clock(8, 0), clock(7, 0)))
	if got := l.all(t); len(got) != 0 {
		t.Errorf("gaps %v", got)
	}
}

// TestClockSetBack: a sign of life is not taken back by a clock.
func TestClockSetBack(t *testing.T) {
	l := open(t)
	must(t, l.Start(t.Context(), clock(8, 0), clock(7, 0)))
	must(t, l.Alive(t.Context(), clock(10, 0)))
	must(t, l.Alive(t.Context(), clock(9, 0)))
	must(t, l.Start(t.Context(), clock(10, 1), clock(7, 0)))
	if got := l.all(t); len(got) != 0 {
		t.Errorf("gaps %v", got)
	}
}

// TestFaults: a fault lasts until it is mended, or until the guard ends.
func TestFaults(t *testing.T) {
	l := open(t)
	must(t, l.Start(t.Context(), clock(8, 0), clock(7, 0)))
	must(t, l.Begin(t.Context(), SelfTestFailed, clock(9, 0)))
	must(t, l.Begin(t.Context(), SelfTestFailed, clock(9, 30)))
	must(t, l.Begin(t.Context(), NotWatched, clock(9, 10)))
	must(t, l.End(t.Context(), SelfTestFailed, clock(10, 0)))
	must(t, l.End(t.Context(), SelfTestFailed, clock(10, 30)))
	want := []Gap{{Kind: SelfTestFailed, From: clock(9, 0), Until: clock(10, 0)}, {Kind: NotWatched, From: clock(9, 10)}}
	if diff := cmp.Diff(want, l.all(t)); diff != "" {
		t.Errorf("while the guard runs (-want +got)\n%s", diff)
	}
	must(t, l.Alive(t.Context(), clock(11, 0)))
	must(t, l.Start(t.Context(), clock(11, 1), clock(7, 0)))
	want[1].Until = clock(11, 0)
	if diff := cmp.Diff(want, l.all(t)); diff != "" {
		t.Errorf("after a restart (-want +got)\n%s", diff)
	}
}

// TestGapsOfATime: a gap that only touches the bounds is not in between.
func TestGapsOfATime(t *testing.T) {
	l := open(t)
	must(t, l.Begin(t.Context(), NotWatched, clock(9, 0)))
	must(t, l.End(t.Context(), NotWatched, clock(10, 0)))
	for _, c := range []struct {
		from, before time.Time
		want         int
	}{
		{clock(8, 0), clock(9, 0), 0},
		{clock(8, 0), clock(9, 1), 1},
		{clock(9, 20), clock(9, 40), 1},
		{clock(9, 59), clock(11, 0), 1},
		{clock(10, 0), clock(11, 0), 0},
	} {
		got, err := l.Gaps(t.Context(), c.from, c.before)
		if err != nil || len(got) != c.want {
			t.Errorf("%v to %v: %d gaps, want %d (%v)", c.from, c.before, len(got), c.want, err)
		}
	}
}
