package incident

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/act"
	"giumat/guard/hashchain"
)

var later = noon.AddDate(1, 0, 0)

func minute(i int) time.Time { return noon.Add(time.Duration(i) * time.Minute) }

func mustRetain(t testing.TB, s *Store, r Retention, want int) {
	t.Helper()
	if r.Now.IsZero() {
		r.Now = later
	}
	removed, err := s.Retain(t.Context(), r)
	if removed != want || err != nil {
		t.Fatalf("%d removed, want %d: %v", removed, want, err)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// numbers are the incidents that are left, by their quarantine entries.
func numbers(t testing.TB, s *Store) string {
	t.Helper()
	list, err := s.List(t.Context(), Filter{OldestFirst: true})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, in := range list {
		names = append(names, in.QuarantineID)
	}
	return strings.Join(names, " ")
}

// fill puts n incidents in at once, much faster than Add.
func fill(t testing.TB, s *Store, n int, make func(int) Incident) {
	t.Helper()
	tx, err := s.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	head, err := hashchain.ReadHead(t.Context(), tx.QueryRowContext)
	if err != nil {
		t.Fatal(err)
	}
	stmt, err := tx.Prepare(insert)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		in := make(i)
		hash := link(head.Hash, head.Count+1, in)
		if _, err := stmt.Exec(values(head.Count+1, in, head.Hash, hash)...); err != nil {
			t.Fatal(err)
		}
		head = Head{Count: head.Count + 1, Hash: hash}
	}
	if err := errors.Join(writeHead(t.Context(), tx, head), tx.Commit()); err != nil {
		t.Fatal(err)
	}
}

// copyRow copies the incident with a number to another, with another id and hash before it.
func copyRow(seq, id, prev string, from int) string {
	rest := strings.Join(columns[1:], ", ")
	return fmt.Sprintf(`INSERT INTO incidents (seq, id, %s, prev, hash) SELECT %s, %s, %s, %s, hash FROM incidents WHERE seq = %d`,
		rest, seq, id, rest, prev, from)
}

// TestRetain is the story of one record over the years.
func TestRetain(t *testing.T) {
	s := newStore(t, 6) // q0 to q5, a minute apart
	mustRetain(t, s, Retention{Before: minute(0)}, 0)
	mustRetain(t, s, Retention{Before: minute(3), Held: []string{"q1", "q4"}}, 2)
	if got := numbers(t, s); got != "q1 q3 q4 q5" {
		t.Errorf("left: %s", got)
	}
	mustRetain(t, s, Retention{Before: minute(3), Held: []string{"q1"}}, 0)
	mustRetain(t, s, Retention{Before: minute(3), Now: later.AddDate(0, 0, 1)}, 1) // q1 was given back meanwhile
	mustAdd(t, s, example(6))
	mustAdd(t, s, example(2)) // recorded late
	mustRetain(t, s, Retention{Before: minute(4)}, 2)
	if got := numbers(t, s); got != "q4 q5 q6" {
		t.Errorf("left: %s", got)
	}
	mustRetain(t, s, Retention{Before: minute(9)}, 3)
	mustAdd(t, s, example(7))
	mustRetain(t, s, Retention{Before: minute(9)}, 1)

	cuts, err := s.Cuts(t.Context())
	want := []Cut{
		{Time: later, Before: minute(3), Removed: 2},
		{Time: later.AddDate(0, 0, 1), Before: minute(3), Removed: 1},
		{Time: later, Before: minute(4), Removed: 2},
		{Time: later, Before: minute(9), Removed: 3},
		{Time: later, Before: minute(9), Removed: 1},
	}
	if diff := cmp.Diff(want, cuts); diff != "" || err != nil {
		t.Errorf("cuts (-want +got): %v\n%s", err, diff)
	}
	head, err := s.Head(t.Context())
	if count, _ := s.Count(t.Context(), Filter{}); count != 0 || head.Count != 9+5 || err != nil {
		t.Errorf("%d incidents left, %d entries written: %v", count, head.Count, err)
	}
}

func TestRetainRefuses(t *testing.T) {
	s := newStore(t, 3)
	for name, r := range map[string]Retention{
		"no bound":            {Now: later},
		"no time":             {Before: minute(2)},
		"what is yet to come": {Before: later.Add(1), Now: later},
	} {
		if removed, err := s.Retain(t.Context(), r); removed != 0 || err == nil {
			t.Errorf("%s: %d removed, %v", name, removed, err)
		}
	}
	mustRetain(t, s, Retention{Before: later.AddDate(-4000, 0, 0)}, 0) // its nanoseconds overflow
	if _, err := s.db.Exec(`UPDATE incidents SET outcome = 'warned' WHERE seq = 1`); err != nil {
		t.Fatal(err)
	}
	removed, err := s.Retain(t.Context(), Retention{Before: minute(2), Now: later})
	if broken, ok := errors.AsType[*BrokenError](err); !ok || broken.Seq != 1 || removed != 0 || numbers(t, s) != "q0 q1 q2" {
		t.Errorf("a broken record: %d removed, %v", removed, err)
	}
}

// TestVerifyCuts breaks a record from which incidents were removed in each way that a hand with a database tool could.
func TestVerifyCuts(t *testing.T) {
	copied := func(seq int) string { return copyRow(fmt.Sprint(seq), "id || 'x'", "prev", 2) }
	for _, c := range []struct{ name, sql, want string }{
		{"nothing", ``, ""},
		{"one left from before the cut, edited", `UPDATE incidents SET outcome = 'warned' WHERE seq = 2`, "broken at number 2: it was changed"},
		{"one left from before the cut, unreadable", `UPDATE incidents SET official = 2 WHERE seq = 2`, "broken at number 2: cannot be read"},
		{"one left from before the cut, deleted", `DELETE FROM incidents WHERE seq = 6`, "broken at number 10: it does not tell"},
		{"all left from before the cut, deleted", `DELETE FROM incidents WHERE seq < 7`, "broken at number 10: it does not tell"},
		{"one put in before the cut", copied(4), "broken at number 4: it was changed"},
		{"one put in below the first number", copied(-4), "broken at number -4: it was changed"},
		{"more deleted than the cut says", `DELETE FROM incidents WHERE seq = 9`, "broken at number 9: it is missing"},
		{"all deleted and the cut left", `DELETE FROM incidents`, "broken at number 10: it does not tell"},
		{"the last cut deleted", `DELETE FROM cuts WHERE seq = 10`, "broken at number 4: it is missing"},
		{"the first cut deleted", `DELETE FROM cuts WHERE seq = 7`, "broken at number 10: it does not tell"},
		{"all cuts deleted", `DELETE FROM cuts`, "broken at number 1: it is missing"},
		{"the first cut edited", `UPDATE cuts SET time = time + 1 WHERE seq = 7`, "broken at number 7: it was changed"},
		{"the last cut: when", `UPDATE cuts SET time = time + 1 WHERE seq = 10`, "broken at number 10: it was changed"},
		{"the last cut: of before when", `UPDATE cuts SET before = before - 1 WHERE seq = 10`, "broken at number 10: it was changed"},
		{"the last cut: how many", `UPDATE cuts SET removed = 4 WHERE seq = 10`, "broken at number 10: it was changed"},
		{"the last cut: up to where, to hide one more", `DELETE FROM incidents WHERE seq = 9; UPDATE cuts SET through = 9, removed = 4 WHERE seq = 10`, "broken at number 10: it was changed"},
		{"the last cut: the hash there", `UPDATE cuts SET last = rest WHERE seq = 10`, "broken at number 10: it was changed"},
		{"the last cut: what is left", `UPDATE cuts SET rest = last WHERE seq = 10`, "broken at number 10: it was changed"},
		{"the last cut moved", `UPDATE cuts SET seq = 12 WHERE seq = 10`, "broken at number 12: it was changed"},
		{"a cut put in", `INSERT INTO cuts SELECT 12, time, before, removed, through, last, rest, hash, hash FROM cuts WHERE seq = 10; UPDATE head SET count = 12`, "broken at number 12: it was changed"},
		{"the end deleted", `DELETE FROM incidents WHERE seq = 11`, "broken at number 11: it is missing at the end"},
	} {
		s := newStore(t, 6)
		mustRetain(t, s, Retention{Before: minute(3), Held: []string{"q1"}}, 2) // 1 and 3; the cut is number 7
		mustAdd(t, s, example(6))
		mustAdd(t, s, example(7))
		mustRetain(t, s, Retention{Before: minute(7), Held: []string{"q1", "q5"}}, 3) // 4, 5 and 8; the cut is number 10
		mustAdd(t, s, example(8))
		if _, err := s.db.Exec(c.sql); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		err := s.Verify(t.Context())
		_, broken := errors.AsType[*BrokenError](err)
		if broken != (c.want != "") || c.want != "" && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}

// TestVerifyCountsWhatCutsSay: a cut whose hashes are all right and whose number is not, as a faulty program could write it.
func TestVerifyCountsWhatCutsSay(t *testing.T) {
	s := newStore(t, 3)
	mustRetain(t, s, Retention{Before: minute(2)}, 2)
	cuts, err := readCuts(t.Context(), s.db.QueryContext)
	if err != nil {
		t.Fatal(err)
	}
	cuts[0].Removed = 1
	hash := cuts[0].link()
	if _, err := s.db.Exec(`UPDATE cuts SET removed = 1, hash = ?1; UPDATE head SET hash = ?1`, hash); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(t.Context()); err == nil || !strings.Contains(err.Error(), "broken at number 4: it does not tell") {
		t.Error(err)
	}
}

// TestRetainMany: more than one transaction may remove are removed by several, and none of them by a caller who gave up.
func TestRetainMany(t *testing.T) {
	s := newStore(t, 0)
	fill(t, s, atOnce+5, func(i int) Incident {
		in := example(i)
		in.ID = fmt.Sprint("id", i)
		return in
	})
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if removed, err := s.Retain(ctx, Retention{Before: later, Now: later.Add(1)}); removed != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("called off: %d removed, %v", removed, err)
	}
	if err := s.Verify(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("verify called off: %v", err)
	}
	mustRetain(t, s, Retention{Before: minute(atOnce + 2), Held: []string{"q7"}}, atOnce+1)
	if got := numbers(t, s); got != "q7 q10002 q10003 q10004" {
		t.Errorf("left: %s", got)
	}
	if cuts, _ := s.Cuts(t.Context()); len(cuts) != 2 {
		t.Errorf("%d cuts", len(cuts))
	}
}

// TestRetainWhileOthersWrite: recording and verifying go on while incidents are removed by two processes at once.
func TestRetainWhileOthersWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "i.db")
	const old, added = 10, 20
	s := openTest(t, path)
	for i := range old {
		mustAdd(t, s, example(i))
	}
	var all sync.WaitGroup
	for range 2 {
		remover, writer := openTest(t, path), openTest(t, path)
		all.Go(func() {
			for i := range old {
				if _, err := remover.Retain(t.Context(), Retention{Before: minute(i + 1), Now: later}); err != nil {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			for i := range added {
				if _, err := writer.Add(t.Context(), example(1000+i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 10 {
		if err := s.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	}
	all.Wait()
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if n, err := s.Count(t.Context(), Filter{}); n != 2*added || err != nil {
		t.Errorf("%d left, %v", n, err)
	}
}

// TestRemovedIsGone: what was removed cannot be read in the file or its log.
func TestRemovedIsGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "i.db")
	s := openTest(t, path)
	for i := range 300 {
		in := example(i)
		in.Reason = "made-up words of a person"
		mustAdd(t, s, in)
	}
	tried := again(1)
	tried.Time, tried.QuarantineID = minute(298), "made-up words for an entry"
	mustAdd(t, s, tried)
	mustRepeat(t, s, tried, 2)
	last := example(300)
	last.Reason = "words that stay"
	mustAdd(t, s, last)
	mustRetain(t, s, Retention{Before: minute(300)}, 301)
	var content []byte
	for _, suffix := range []string{"", "-wal"} {
		part, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		content = append(content, part...)
	}
	if bytes.Contains(content, []byte("made-up words")) || !bytes.Contains(content, []byte("words that stay")) {
		t.Error("the file still holds what was removed, or not what was kept")
	}
}

// TestRetainWaitsForNoReader: somebody reads on while incidents are removed, and the guard still records.
func TestRetainWaitsForNoReader(t *testing.T) {
	s := newStore(t, 5)
	seen := 0
	err := s.Each(t.Context(), Filter{}, func(Incident) error {
		if seen++; seen > 1 {
			return nil
		}
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Second) // a wait for the reader would be the 10 s of sqlitefile.Open
		defer stop()
		if removed, err := s.Retain(ctx, Retention{Before: minute(3), Now: later}); removed != 3 || err != nil {
			t.Errorf("%d removed, %v", removed, err)
		}
		_, err := s.Add(ctx, example(5))
		return err
	})
	if seen != 5 || err != nil {
		t.Errorf("%d seen, %v", seen, err)
	}
}

func TestEach(t *testing.T) {
	s := newStore(t, 5)
	other := example(9)
	other.User = "bình"
	mustAdd(t, s, other)
	enough := errors.New("enough")
	var seen []string
	err := s.Each(t.Context(), Filter{OldestFirst: true, User: "an"}, func(in Incident) error {
		if seen = append(seen, in.QuarantineID); len(seen) == 3 {
			return enough
		}
		_, err := s.Add(t.Context(), example(20+len(seen))) // a visitor may write
		return err
	})
	if err != enough || !slices.Equal(seen, []string{"q0", "q1", "q2"}) {
		t.Errorf("visited %v, %v", seen, err)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestCount(t *testing.T) {
	s := newStore(t, 5)
	other := example(9)
	other.User, other.Count = "bình", 7
	mustAdd(t, s, other)
	for _, c := range []struct {
		name string
		f    Filter
		want int
	}{
		{"all, and one that happened seven times counts once", Filter{}, 6},
		{"limit and order do not matter", Filter{Limit: 1, OldestFirst: true}, 6},
		{"a user", Filter{User: "bình"}, 1},
		{"a user, whole name", Filter{User: "b"}, 0},
		{"since", Filter{Since: minute(3)}, 3},
		{"since long ago", Filter{Since: time.Time{}.Add(1)}, 6},
		{"until the far future", Filter{Until: noon.AddDate(4000, 0, 0)}, 6},
		{"a user until", Filter{User: "an", Until: minute(3)}, 3},
	} {
		if n, err := s.Count(t.Context(), c.f); n != c.want || err != nil {
			t.Errorf("%s: %d, want %d, %v", c.name, n, c.want, err)
		}
	}
}

// An earlier end is known for as long as its entry is there, and when it was removed after its time; a record that was
// made anew has other ends.
func TestKnows(t *testing.T) {
	s, other := newStore(t, 0), newStore(t, 0)
	head := func(s *Store) Head {
		h, err := s.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	at := func(when time.Time) Incident {
		in := example(1)
		in.ID, in.Time = act.NewID(when), when
		return in
	}
	fill(t, s, 5, func(i int) Incident { return at(minute(i)) })
	first := head(s)
	fill(t, s, 5, func(i int) Incident { return at(minute(100 + i)) })
	second := head(s)
	fill(t, other, 12, func(i int) Incident { return at(minute(200 + i)) })
	check := func(name string, s *Store, h Head, want bool) {
		t.Helper()
		if got, err := s.Knows(t.Context(), h); got != want || err != nil {
			t.Errorf("%s: known %t, want %t (%v)", name, got, want, err)
		}
	}
	check("no end at all", s, Head{}, true)
	check("an earlier end", s, first, true)
	check("the end", s, second, true)
	check("another record's", other, first, false)
	check("one that it never had", s, Head{Count: 99, Hash: first.Hash}, false)
	mustRetain(t, s, Retention{Before: minute(50)}, 5)
	check("an end that was removed", s, first, true)
	check("an end after what was removed", s, second, true)
}
