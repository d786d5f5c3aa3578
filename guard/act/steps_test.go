package act

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

var errKilled = errors.New("killed")

// fault lets the guard's change number at fail, counted from 0, and when kill is set all later ones too, so that not
// even the tidying is done.
type fault struct {
	at    int
	kill  bool
	made  int
	fired bool
}

func (f *fault) before(string) error {
	f.made++
	switch {
	case f.made == f.at+1 && !f.kill:
		f.fired = true
		return errDiskFull
	case f.made > f.at && f.kill:
		f.fired = true
		return errKilled
	}
	return nil
}

// disks are the two ways that a document takes.
var disks = map[string]func() func(string) error{
	"one disk":  func() func(string) error { return func(string) error { return nil } },
	"two disks": crossingOnce,
}

// everyWay runs check with each kind of fault on each way.
func everyWay(t *testing.T, check func(t *testing.T, kill bool, way func() func(string) error)) {
	for disk, way := range disks {
		for name, kill := range map[string]bool{"killed": true, "disk full": false} {
			t.Run(disk+", "+name, func(t *testing.T) {
				t.Parallel() // most of the time is spent on waiting for the disk
				check(t, kill, way)
			})
		}
	}
}

// TestTakeStopsAnywhere stops Take ahead of each of its changes, and Recover ahead of each of its own.
func TestTakeStopsAnywhere(t *testing.T) {
	everyWay(t, func(t *testing.T, kill bool, way func() func(string) error) {
		for n := 0; ; n++ {
			taking := &fault{at: n, kill: kill}
			for m := 0; ; m++ {
				when := fmt.Sprintf("take stopped at %d, recovery at %d", n, m)
				taking = &fault{at: n, kill: kill}
				d := newDesk(t, "a.docx")
				d.disk.before = both(taking.before, way())
				_, err := d.Take(t.Context(), d.path, Want{})
				d.mustBeWhole(t, when)
				if exists(d.path) == (err == nil) && !kill {
					t.Fatalf("%s: error %v, file at its place %t", when, err, exists(d.path))
				}

				recovering := &fault{at: m, kill: kill}
				again := openQuarantine(t, d.dir)
				again.disk.before = recovering.before
				again.Recover(t.Context())
				d.mustBeWhole(t, when)

				last := openQuarantine(t, d.dir)
				if _, err := last.Recover(t.Context()); err != nil {
					t.Fatalf("%s, again: %v", when, err)
				}
				d.mustBeOnce(t, last, when+", again")
				if err == nil && exists(d.path) {
					t.Fatalf("%s: told as held, and the file lies at its place", when)
				}
				if !recovering.fired {
					break
				}
			}
			if !taking.fired {
				t.Logf("%d changes", taking.made)
				return
			}
		}
	})
}

// TestRestoreStopsAnywhere does the same to Restore.
func TestRestoreStopsAnywhere(t *testing.T) {
	everyWay(t, func(t *testing.T, kill bool, way func() func(string) error) {
		for n := 0; ; n++ {
			when := fmt.Sprintf("restore stopped at %d", n)
			restoring := &fault{at: n, kill: kill}
			d := newDesk(t, "a.docx")
			e := d.take(t, Want{})
			d.disk.before = both(restoring.before, way())
			_, err := d.Restore(t.Context(), e.ID, "")
			d.mustBeWhole(t, when)
			if exists(d.path) != (err == nil) && !kill {
				t.Fatalf("%s: error %v, file at its place %t", when, err, exists(d.path))
			}

			again := openQuarantine(t, d.dir)
			if _, err := again.Recover(t.Context()); err != nil {
				t.Fatalf("%s: %v", when, err)
			}
			d.mustBeOnce(t, again, when)
			if held, _ := again.List(); len(held) == 1 {
				if _, err := again.Restore(t.Context(), e.ID, ""); err != nil {
					t.Fatalf("%s, tried again: %v", when, err)
				}
				d.mustBeOnce(t, again, when+", tried again")
			}
			if !restoring.fired {
				t.Logf("%d changes", restoring.made)
				return
			}
		}
	})
}

// mustBeWhole checks that the document is complete somewhere, and that what bears its name is complete.
func (d desk) mustBeWhole(t *testing.T, when string) {
	t.Helper()
	if d.copies(t, when) == 0 {
		t.Fatalf("%s: the document is lost", when)
	}
}

// mustBeOnce checks that the document is there once, and that nothing but an entry that holds it is left over.
func (d desk) mustBeOnce(t *testing.T, q *Quarantine, when string) {
	t.Helper()
	if n := d.copies(t, when); n != 1 {
		t.Fatalf("%s: %d copies", when, n)
	}
	entries, err := q.List()
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	files := 1 // the lock
	for _, e := range entries {
		files += 2
		if e.State != Held || !exists(q.binPath(e.ID)) {
			t.Fatalf("%s: an entry that is %s", when, e.State)
		}
	}
	beside := 1
	if len(entries) == 1 {
		beside = 0
	}
	for dir, want := range map[string]int{q.dir: files, filepath.Dir(d.path): beside} {
		if left, _ := os.ReadDir(dir); len(left) != want {
			t.Fatalf("%s: %d files in %s, want %d", when, len(left), filepath.Base(dir), want)
		}
	}
}

// copies counts the complete copies of the document. Half a one under its own name is a failure at once.
func (d desk) copies(t *testing.T, when string) int {
	t.Helper()
	n := 0
	if content, err := os.ReadFile(d.path); err == nil {
		if !bytes.Equal(content, document) {
			t.Fatalf("%s: %d bytes under the document's name, want %d", when, len(content), len(document))
		}
		n++
	}
	inside, err := filepath.Glob(filepath.Join(d.dir, "*.bin"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range inside {
		mustHold(t, path, document)
		n++
	}
	return n
}
