package protection

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/sqlitefile"
)

// written is a log with a day in it: a fault, a kill, an edit.
func written(t *testing.T) *desk {
	d := newDesk(t, true)
	must(t, d.log.Begin(t.Context(), NotWatched, d.now().Wall))
	d.work(time.Hour)
	must(t, d.log.End(t.Context(), NotWatched, d.now().Wall))
	d.wait(time.Hour)
	d.start()
	must(t, d.log.Note(t.Context(), Event{Kind: Edited, Detail: Settings, At: d.now().Wall}))
	return d
}

// TestVerify: whatever is done to the rows shows, and the next guard runs all the same and tells once.
func TestVerify(t *testing.T) {
	for _, c := range []struct{ name, do, want string }{
		{"nothing", ``, ""},
		{"a gap made shorter", `UPDATE journal SET since = until - 1 WHERE what = 'gap'`, "number 4: it was changed"},
		{"a kill made harmless", `UPDATE journal SET kind = 'guard_failed' WHERE kind = 'guard_killed'`, "number 5: it was changed"},
		{"a row removed", `DELETE FROM journal WHERE kind = 'guard_killed'`, "number 5: it is missing"},
		{"the newest rows removed", `DELETE FROM journal WHERE seq > 4`, "number 5: it is missing at the end"},
		{"and the head set back", `DELETE FROM journal WHERE seq > 4; UPDATE head SET count = 4`, "number 4: the head does not know it"},
		{"the head removed", `DELETE FROM head`, "number 1: the head is missing"},
		{"all rows removed", `DELETE FROM journal`, "number 1: it is missing at the end"},
		{"two rows in each other's place", `UPDATE journal SET seq = -1 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = -1`, "number 2: it does not follow"},
		{"a hash of our own", `UPDATE journal SET hash = zeroblob(32) WHERE seq = 2`, "number 2: it was changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := written(t)
			_, err := d.log.db.ExecContext(t.Context(), c.do)
			must(t, err)
			err = d.log.Verify(t.Context())
			if c.want == "" {
				must(t, err)
				return
			}
			if _, broken := errors.AsType[*BrokenError](err); !broken || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			for range 2 {
				d.stop(Updating)
				d.start()
			}
			said := strings.Join(d.said(), "\n")
			if strings.Count(said, string(LogBroke)) != 1 {
				t.Errorf("the next starts say\n%s", said)
			}
		})
	}
}

// The numbers of Verify's table.
func TestJournalOfADay(t *testing.T) {
	rows, err := written(t).log.db.QueryContext(t.Context(), `SELECT `+columns+` FROM journal ORDER BY seq`)
	must(t, err)
	defer rows.Close()
	var got []string
	for rows.Next() {
		var e entry
		must(t, e.scan(rows))
		got = append(got, e.what+" "+e.kind)
	}
	want := []string{"event installed", "begin not_watched", "end not_watched", "gap guard_stopped", "event guard_killed", "event edited"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A file that is no database, or a piece of one, is put aside, and the guard runs.
func TestDamagedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "protection.db")
	for range 2 {
		must(t, os.WriteFile(path, []byte(strings.Repeat("no database at all ", 1000)), 0o600))
		l, err := Open(t.Context(), path)
		must(t, err)
		must(t, l.Started(t.Context(), Moment{Wall: clock(8, 0)}, "1.0"))
		if list := events(t, l); len(list) != 2 || list[1].Kind != LogBroke {
			t.Errorf("events %v", list)
		}
		must(t, l.Close())
		if _, err := os.Stat(path + ".broken"); err != nil {
			t.Error(err)
		}
	}
}

// A log of the program that kept signs of life and gaps only goes on where it was.
func TestFormOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "protection.db")
	db, err := sqlitefile.Open(path, sqlitefile.Normal)
	must(t, err)
	step, err := files.ReadFile("sql/001_signs_and_gaps.sql")
	must(t, err)
	_, err = db.Exec(string(step))
	must(t, err)
	_, err = db.Exec(`INSERT INTO alive VALUES (1, ?1); INSERT INTO gaps (kind, since, until, uncertain) VALUES ('guard_stopped', ?2, ?1, 1), ('not_watched', ?2, NULL, 0)`,
		clock(9, 0).UnixNano(), clock(8, 0).UnixNano())
	must(t, err)
	must(t, db.Close())
	for range 2 {
		l, err := Open(t.Context(), path)
		must(t, err)
		want := []Gap{{Kind: Stopped, From: clock(8, 0), Until: clock(9, 0), Uncertain: true}, {Kind: NotWatched, From: clock(8, 0)}}
		if diff := cmp.Diff(want, l.all(t)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if last, err := l.LastSign(t.Context()); err != nil || !last.Equal(clock(9, 0)) {
			t.Errorf("last sign %v, %v", last, err)
		}
		must(t, l.Verify(t.Context()))
		must(t, l.Close())
	}
}

func TestLaterForm(t *testing.T) {
	path := filepath.Join(t.TempDir(), "protection.db")
	l, err := Open(t.Context(), path)
	must(t, err)
	_, err = l.db.Exec(`PRAGMA user_version = 99`)
	must(t, err)
	must(t, l.Close())
	if _, err := Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "a newer one wrote it") {
		t.Error(err)
	}
}

// The record of incidents is compared with what it was.
func TestWitness(t *testing.T) {
	head := func(n int64, b byte) Head {
		return Head{Count: n, Hash: []byte(strings.Repeat(string(rune('a'+b)), 32))}
	}
	d := newDesk(t, true)
	knows := true
	for _, step := range []struct {
		name string
		r    Record
		has  bool
		want EventKind
	}{
		{"the first look", Record{Head: head(0, 0), Intact: true}, true, ""},
		{"it grows", Record{Head: head(5, 1), Intact: true}, true, ""},
		{"it stands", Record{Head: head(5, 1), Intact: true}, true, ""},
		{"its last entry is another", Record{Head: head(5, 2), Intact: true}, true, RecordCut},
		{"told once", Record{Head: head(5, 2), Intact: true}, true, ""},
		{"its end is missing", Record{Head: head(3, 3), Intact: true}, true, RecordCut},
		{"cut, and filled up with others", Record{Head: head(9, 4), Intact: true}, false, RecordCut},
		{"it does not verify", Record{Head: head(9, 4), Intact: false}, true, RecordBroke},
		{"still", Record{Head: head(10, 5), Intact: false}, true, ""},
		{"it is gone, and a new one begun", Record{Head: head(0, 0), Intact: true}, true, RecordCut},
	} {
		before := len(events(t, d.log))
		knows = step.has
		step.r.Knows = func(context.Context, Head) (bool, error) { return knows, nil }
		must(t, d.log.Witness(t.Context(), d.now().Wall, step.r))
		var got EventKind
		if list := events(t, d.log); len(list) > before {
			got = list[before].Kind
		}
		if got != step.want {
			t.Errorf("%s: %q, want %q", step.name, got, step.want)
		}
	}
	must(t, d.log.Verify(t.Context()))
	broken := errors.New("cannot be read")
	err := d.log.Witness(t.Context(), d.now().Wall, Record{Head: head(0, 0), Intact: true})
	must(t, err)
	must(t, d.log.Witness(t.Context(), d.now().Wall, Record{Head: head(1, 1), Intact: true}))
	err = d.log.Witness(t.Context(), d.now().Wall, Record{Head: head(2, 2), Intact: true, Knows: func(context.Context, Head) (bool, error) { return false, broken }})
	if !errors.Is(err, broken) {
		t.Error(err)
	}
}

// No path and no sentence gets in by mistake.
func TestNoteRefuses(t *testing.T) {
	d := newDesk(t, true)
	for _, e := range []Event{
		{Kind: Edited, Detail: "/home/an/Kế hoạch.docx", At: clock(8, 0)},
		{Kind: "something else", At: clock(8, 0)},
		{Kind: Edited, Detail: Settings},
		{Kind: Updated, New: strings.Repeat("1", 100), At: clock(8, 0)},
		{At: clock(8, 0)},
	} {
		if err := d.log.Note(t.Context(), e); err == nil {
			t.Errorf("%+v was noted", e)
		}
	}
}

// An event is told within the time in which it was found; a clock by both of its times.
func TestEventsOfATime(t *testing.T) {
	d := newDesk(t, true)
	d.set(-30 * 24 * time.Hour)
	d.work(time.Minute)
	d.wait(2 * time.Hour)
	d.start() // a kill, told a month before
	count := func(from, before time.Time) (n int) {
		must(t, d.log.Events(t.Context(), from, before, func(Event) error { n++; return nil }))
		return n
	}
	month := clock(0, 0).AddDate(0, -1, 0)
	if now, then := count(clock(0, 0), clock(23, 0)), count(month, month.AddDate(0, 0, 3)); now != 2 || then != 2 {
		t.Errorf("%d now and %d a month before", now, then)
	}
	stop := errors.New("enough")
	if err := d.log.Events(t.Context(), clock(0, 0), clock(23, 0), func(Event) error { return stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
}

func TestVersion(t *testing.T) {
	l := open(t)
	if v, err := l.Version(t.Context()); v != "" || err != nil {
		t.Errorf("%q, %v", v, err)
	}
	must(t, l.Started(t.Context(), Moment{Wall: clock(8, 0)}, "1.0"))
	if v, err := l.Version(t.Context()); v != "1.0" || err != nil {
		t.Errorf("%q, %v", v, err)
	}
}

// What the system says of its clocks can be believed.
func TestNow(t *testing.T) {
	a := Now()
	b := Now()
	if a.Up == 0 {
		t.Skip("this system does not tell how long it has been on")
	}
	if a.Boot != b.Boot || b.Up < a.Up || b.Wall.Sub(a.Wall) > time.Minute || !a.booted().Before(a.Wall) {
		t.Errorf("%+v, then %+v", a, b)
	}
}
