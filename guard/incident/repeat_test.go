package incident

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/policy"
	"giumat/rules"
)

const within = 5 * time.Minute

// mustRepeat repeats in, which must be a repetition, and checks the count that comes back.
func mustRepeat(t testing.TB, s *Store, in Incident, count int) Incident {
	t.Helper()
	first, repeated, err := s.Repeat(t.Context(), in, within)
	if !repeated || first.Count != count || err != nil {
		t.Fatalf("repeated %t, count %d, want %d: %v", repeated, first.Count, count, err)
	}
	return first
}

// again is the incident that example(0) repeats, seconds later.
func again(seconds int) Incident {
	in := onDrive(0)
	in.Time, in.QuarantineID = noon.Add(time.Duration(seconds)*time.Second), fmt.Sprintf("again%d", seconds)
	return in
}

// TestRepeat is the story of a user who tries four times.
func TestRepeat(t *testing.T) {
	s := newStore(t, 0)
	if _, repeated, err := s.Repeat(t.Context(), again(0), within); repeated || err != nil {
		t.Fatalf("the first repeats nothing: %t, %v", repeated, err)
	}
	kept := mustAdd(t, s, again(0))
	second := mustRepeat(t, s, again(200), 2)
	mustRepeat(t, s, again(490), 3) // 490 s after the first, 290 s after the second
	blocked := again(500)
	blocked.QuarantineID = "" // two that left no entry
	mustRepeat(t, s, blocked, 4)
	mustRepeat(t, s, blocked, 5)

	want := kept
	want.Count = 2
	if diff := cmp.Diff(want, second); diff != "" {
		t.Errorf("the incident given back (-want +got):\n%s", diff)
	}
	want.Count = 5
	list, err := s.List(t.Context(), Filter{})
	if diff := cmp.Diff([]Incident{want}, list); diff != "" || err != nil {
		t.Errorf("list: %v\n%s", err, diff)
	}
	between, err := s.Between(t.Context(), noon, noon.Add(1))
	if diff := cmp.Diff([]Incident{want}, between); diff != "" || err != nil {
		t.Errorf("between: %v\n%s", err, diff)
	}
	if n, err := s.Count(t.Context(), Filter{}); n != 1 || err != nil {
		t.Errorf("%d incidents, %v", n, err)
	}
	for id, want := range map[string]bool{"again0": true, "again200": true, "again490": true, "again500": false, "": false} {
		if has, err := s.HasQuarantine(t.Context(), id); has != want || err != nil {
			t.Errorf("quarantine entry %q: %t, %v", id, has, err)
		}
	}
	if head, _ := s.Head(t.Context()); head.Count != 1 {
		t.Errorf("%d entries in the chain", head.Count)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestRepeatOrNot: what makes two incidents one.
func TestRepeatOrNot(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Incident)
		want   bool
	}{
		{"nothing else", func(*Incident) {}, true},
		{"another name", func(in *Incident) { in.Name = "Kế hoạch….docx" }, false},
		{"another quarantine entry", func(in *Incident) { in.QuarantineID = "q7" }, true},
		{"another guarded file with the content", func(in *Incident) { in.Original = "Kế hoạch….docx" }, true},
		{"a moment earlier, as two at work at once give them", func(in *Incident) { in.Time = noon.Add(-time.Second) }, true},
		{"just in time", func(in *Incident) { in.Time = noon.Add(within - 1) }, true},
		{"too late", func(in *Incident) { in.Time = noon.Add(within) }, false},
		{"long before, the clock was set back", func(in *Incident) { in.Time = noon.Add(-within) }, false},
		{"another content", func(in *Incident) { in.SHA256 = strings.Repeat("cd", 32) }, false},
		{"a content that is not known", func(in *Incident) { in.SHA256 = "" }, false},
		{"another channel", func(in *Incident) { in.Channel = event.Clipboard }, false},
		{"another device", func(in *Incident) { in.Device = "sdc1" }, false},
		{"another drive as the same device", func(in *Incident) { in.Drive.Serial = "2" }, false},
		{"another volume as the same device", func(in *Incident) { in.Drive.Volume = "2" }, false},
		{"another user", func(in *Incident) { in.User = "bình" }, false},
		{"another program", func(in *Incident) { in.Program = "mv" }, false},
		{"another action", func(in *Incident) { in.Action = policy.Quarantine }, false},
		{"another outcome", func(in *Incident) { in.Outcome = act.Failed }, false},
		{"another degree, by newer rules", func(in *Incident) { in.Level = rules.TuyetMat }, false},
		{"a reason that somebody wrote", func(in *Incident) { in.Reason = "họp gấp" }, false},
	} {
		s := newStore(t, 0)
		mustAdd(t, s, onDrive(0))
		in := onDrive(0)
		c.change(&in)
		first, repeated, err := s.Repeat(t.Context(), in, within)
		if repeated != c.want || err != nil || repeated && (first.Count != 2 || first.Name != "Báo cáo ….docx") || !repeated && first != (Incident{}) {
			t.Errorf("%s: repeated %t, %+v, %v", c.name, repeated, first, err)
		}
		if list, _ := s.List(t.Context(), Filter{}); len(list) != 1 || (list[0].Count == 2) != c.want {
			t.Errorf("%s: %d incidents, %d times", c.name, len(list), list[0].Count)
		}
	}
}

// TestRepeatAllDay: what never ends is told anew each day.
func TestRepeatAllDay(t *testing.T) {
	s := newStore(t, 0)
	const days, perHour = 3, 15
	for i := range days * 24 * perHour {
		in := again(i * 3600 / perHour)
		_, repeated, err := s.Repeat(t.Context(), in, within)
		if err != nil {
			t.Fatal(err)
		}
		if !repeated {
			mustAdd(t, s, in)
		}
	}
	list, err := s.List(t.Context(), Filter{})
	if len(list) != days || err != nil {
		t.Fatalf("%d incidents, %v", len(list), err)
	}
	for _, in := range list {
		if in.Count != 24*perHour {
			t.Errorf("%d times from %s on", in.Count, in.Time)
		}
	}
}

func TestRepeatRefuses(t *testing.T) {
	s := newStore(t, 1)
	in := example(0)
	in.Time = time.Time{}
	if _, repeated, err := s.Repeat(t.Context(), in, within); repeated || err == nil {
		t.Errorf("no time: %t, %v", repeated, err)
	}
	s.Close()
	if _, repeated, err := s.Repeat(t.Context(), example(0), within); repeated || err == nil {
		t.Errorf("a closed file: %t, %v", repeated, err)
	}
}

// TestRetainWithRepeats: an entry that a repetition filled holds the incident back, and nothing of the repetitions stays
// behind their incident.
func TestRetainWithRepeats(t *testing.T) {
	s := newStore(t, 0)
	mustAdd(t, s, again(0))
	mustRepeat(t, s, again(10), 2)
	mustRepeat(t, s, again(20), 3)
	mustAdd(t, s, example(1))
	mustRetain(t, s, Retention{Before: minute(1), Held: []string{"x", "again20"}}, 0)
	mustRetain(t, s, Retention{Before: minute(1), Held: []string{"x", ""}}, 1)
	var left int
	if err := s.db.QueryRow(`SELECT (SELECT count(*) FROM repeats) + (SELECT count(*) FROM repeat_entries)`).Scan(&left); left != 0 || err != nil {
		t.Errorf("%d rows of repetitions left, %v", left, err)
	}
	if got := numbers(t, s); got != "q1" {
		t.Errorf("left: %s", got)
	}
	if _, repeated, err := s.Repeat(t.Context(), again(30), within); repeated || err != nil {
		t.Errorf("a repetition of what is gone: %t, %v", repeated, err)
	}
}

// TestManyRepeat: of what several processes meet at once, each time is counted once.
func TestManyRepeat(t *testing.T) {
	path := filepath.Join(t.TempDir(), "i.db")
	const writers, each = 4, 15
	mustAdd(t, openTest(t, path), again(0))
	var all sync.WaitGroup
	for w := range writers {
		s := openTest(t, path)
		all.Go(func() {
			for i := range each {
				if _, repeated, err := s.Repeat(t.Context(), again(1+w*each+i), within); !repeated || err != nil {
					t.Error(repeated, err)
				}
			}
		})
	}
	all.Wait()
	s := openTest(t, path)
	list, err := s.List(t.Context(), Filter{})
	if len(list) != 1 || list[0].Count != 1+writers*each || err != nil {
		t.Errorf("%d incidents, %v", len(list), err)
	}
	if has, err := s.HasQuarantine(t.Context(), fmt.Sprintf("again%d", writers*each)); !has || err != nil {
		t.Errorf("last entry: %t, %v", has, err)
	}
}

// BenchmarkRepeat measures what a question and its answer cost in a record of 50,000 incidents of the last minutes:
// all of one content under other names (at rest), and all repetitions of one.
func BenchmarkRepeat(b *testing.B) {
	const storm = 50_000
	s := newStore(b, 0)
	copies := func(i int) Incident {
		in := example(0)
		in.Channel, in.ID, in.Name = event.AtRest, fmt.Sprint("id", i), fmt.Sprintf("%08d.docx", i)
		in.Time = noon.Add(time.Duration(i) * time.Millisecond)
		return in
	}
	fill(b, s, storm, copies)
	b.Run("none", func(b *testing.B) {
		for i := storm; b.Loop(); i++ {
			if _, repeated, err := s.Repeat(b.Context(), copies(i), within); repeated || err != nil {
				b.Fatal(repeated, err)
			}
		}
	})
	mustAdd(b, s, again(0))
	if _, err := s.db.Exec(`INSERT INTO repeats SELECT max(seq), ?, time FROM incidents; INSERT INTO repeat_entries
		SELECT (SELECT max(seq) FROM incidents), 'x' || id FROM incidents`, storm); err != nil {
		b.Fatal(err)
	}
	b.Run("one", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			in := again(1)
			in.QuarantineID = fmt.Sprint("y", i)
			if _, repeated, err := s.Repeat(b.Context(), in, within); !repeated || err != nil {
				b.Fatal(repeated, err)
			}
		}
	})
	b.Run("add", func(b *testing.B) {
		for i := storm; b.Loop(); i++ {
			mustAdd(b, s, copies(i))
		}
	})
}
