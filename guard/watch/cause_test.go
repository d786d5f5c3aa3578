package watch

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"giumat/guard/event"
)

// shortSlack is how far a file's time may be off in these tests, so that a file is soon one from before.
const shortSlack = 50 * time.Millisecond

// fromBefore lets so much time pass that the files made until now count as brought by what comes into sight next.
func fromBefore() { time.Sleep(2 * shortSlack) }

// causes checks by which cause each file was told last.
func (r *running) causes(want map[string]event.Cause) {
	r.t.Helper()
	for path, cause := range want {
		if got := r.last(path).Cause; got != cause {
			r.t.Errorf("%s was told as %q, want %q", filepath.Base(path), got, cause)
		}
	}
}

func TestCauses(t *testing.T) {
	home, mount, outside := folder(t), folder(t), folder(t)
	kept, brought, changed := filepath.Join(home, "kept.docx"), filepath.Join(mount, "brought.docx"), filepath.Join(mount, "changed.docx")
	for _, path := range []string{kept, brought, changed} {
		write(t, path, "text")
		age(t, path)
	}
	mkdir(t, filepath.Join(outside, "a"))
	write(t, filepath.Join(outside, "a", "moved.docx"), "text")
	age(t, filepath.Join(outside, "a", "moved.docx"))
	fromBefore()

	var lose atomic.Bool
	p := plugs{make(chan []Drive)}
	r := startWith(t, Config{Folders: []string{home}, Drives: p.source}, func(w *Watcher) {
		beMoody(w, allow, &lose)
		w.sweeper.slack = shortSlack
	})
	p.lists <- []Drive{{Mount: mount, Removable: true, Drive: event.Drive{Device: "/dev/sdb1"}}}
	r.awaits(brought)
	r.causes(map[string]event.Cause{kept: event.Brought, brought: event.Brought, changed: event.Brought})

	copied, moved := filepath.Join(mount, "copied.docx"), filepath.Join(mount, "a", "moved.docx")
	write(t, copied, "text")
	write(t, changed, "another text")
	rename(t, filepath.Join(outside, "a"), filepath.Join(mount, "a"))
	r.until("all were told", func() bool { return r.count(copied) == 1 && r.count(changed) == 2 && r.count(moved) == 1 })
	r.causes(map[string]event.Cause{copied: event.Written, changed: event.Written, moved: event.Written})

	lose.Store(true)
	missed, told := filepath.Join(mount, "missed.docx"), r.count(kept)
	write(t, missed, "text")
	age(t, missed) // as a copy that keeps the time
	r.until("the overflow is counted", func() bool { return r.Status().Overflows > 0 })
	fromBefore()
	lose.Store(false)
	r.until("all was looked at again", func() bool { return r.count(kept) > told && r.count(missed) > 0 })
	r.rests()
	r.causes(map[string]event.Cause{kept: event.Missed, brought: event.Brought, missed: event.Missed, copied: event.Missed})
}

// A folder that cannot be watched is looked at from time to time: what is met then was missed.
func TestCauseWithoutWatches(t *testing.T) {
	dir := folder(t)
	path := filepath.Join(dir, "x.docx")
	write(t, path, "text")
	age(t, path)
	fromBefore()
	refuse := func(string) error { return fs.ErrPermission }
	r := startWith(t, Config{Folders: []string{dir}, Rescan: 20 * time.Millisecond}, func(w *Watcher) {
		beMoody(w, refuse, new(atomic.Bool))
		w.sweeper.slack = shortSlack
	})
	r.until("it was looked at again", func() bool { return r.count(path) > 1 })
	if r.files[0].Cause != event.Brought {
		t.Errorf("told as %q at the start", r.files[0].Cause)
	}
	r.causes(map[string]event.Cause{path: event.Missed})
}

func TestCauseByTime(t *testing.T) {
	path := filepath.Join(folder(t), "x.docx")
	write(t, path, "text")
	now := time.Now()
	for name, test := range map[string]struct {
		written, since time.Time
		cause          event.Cause
		channel        event.Channel
		want           event.Cause
	}{
		"written since the drive came":       {now, now.Add(-time.Minute), event.Brought, event.Removable, event.Written},
		"copied since, with its old time":    {now.Add(-time.Hour), now.Add(-time.Minute), event.Brought, event.Removable, event.Written},
		"written just before it was noticed": {now, now.Add(time.Second), event.Brought, event.Removable, event.Written},
		"brought":                            {now.Add(-time.Hour), now.Add(time.Minute), event.Brought, event.Removable, event.Brought},
		"brought, by a clock that is ahead":  {now.Add(time.Hour), now.Add(time.Minute), event.Brought, event.Removable, event.Brought},
		"brought, when the guard starts":     {now.Add(-time.Hour), now.Add(time.Minute), event.Brought, event.AtRest, event.Brought},
		"missed":                             {now, now.Add(-time.Minute), event.Missed, event.Removable, event.Missed},
		"brought, and looked at again":       {now.Add(-time.Hour), now.Add(time.Minute), event.Missed, event.Removable, event.Brought},
		"missed in a folder":                 {now.Add(-time.Hour), now.Add(time.Minute), event.Missed, event.AtRest, event.Missed},
	} {
		if err := os.Chtimes(path, test.written, test.written); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		s := sweeper{slack: clockSlack}
		got := s.cause(errand{cause: test.cause}, root{channel: test.channel, since: test.since}, path, fs.FileInfoToDirEntry(info))
		if got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// A file that was heard of is told once, when it is complete, and not by the sweep as well.
func TestSweepLeavesWhatWasHeardOf(t *testing.T) {
	dir := folder(t)
	heard, other := filepath.Join(dir, "heard.docx"), filepath.Join(dir, "other.docx")
	for _, path := range []string{heard, other} {
		write(t, path, "text")
		age(t, path)
	}
	w, err := New(Config{Folders: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	w.roots.set([]root{{path: dir}})
	w.settler.touch(heard)
	var met []string
	err = w.sweeper.sweep(context.Background(), errand{dir, event.Brought}, func(path string, _ event.Cause) error {
		met = append(met, path)
		return nil
	})
	if err != nil || len(met) != 1 || met[0] != other {
		t.Errorf("%d files swept, error %v; want the one that was not heard of", len(met), err)
	}
}

// A folder that waits to be swept for the first time was not missed.
func TestRequest(t *testing.T) {
	s := sweeper{wake: make(chan struct{}, 1)}
	s.request(errands(event.Brought, "a", "b")...)
	s.request(errands(event.Missed, "a", "b", "c")...)
	s.request(errands(event.Brought, "c")...)
	s.request(errands(event.Missed, "a")...)
	want := []errand{{"a", event.Brought}, {"b", event.Brought}, {"a", event.Missed}, {"c", event.Brought}}
	for i, e := range want {
		if len(s.want) != len(want) || s.want[i] != e {
			t.Fatalf("to be swept %v, want %v", s.want, want)
		}
	}
}
