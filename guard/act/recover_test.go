package act

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// stopBefore kills the guard ahead of the change named op.
func stopBefore(op string) func(string) error {
	killed := false
	return func(o string) error {
		if killed = killed || o == op; killed {
			return errKilled
		}
		return nil
	}
}

// TestRecover tells what becomes of an interrupted entry when something else happened to the document meanwhile.
func TestRecover(t *testing.T) {
	edited := []byte("EDITED")
	for _, c := range []struct {
		name      string
		killed    string // ahead of this change, coming from another disk
		meanwhile func(t *testing.T, d desk)
		wantHeld  int
		wantPlace []byte // what lies at the old place; nil for nothing
		wantErr   bool
	}{
		{"nothing happened, half copied", "keep copy", func(*testing.T, desk) {}, 0, document, false},
		{"nothing happened, copied", "remove file", func(*testing.T, desk) {}, 1, nil, false},
		{"edited, half copied", "keep copy", func(t *testing.T, d desk) { writeDocument(t, d.path, edited) }, 0, edited, false},
		{"edited, copied: both stay", "remove file", func(t *testing.T, d desk) { writeDocument(t, d.path, edited) }, 1, edited, false},
		{"replaced by a folder, copied", "remove file", func(t *testing.T, d desk) {
			if err := errorsOf(os.Remove(d.path), os.Mkdir(d.path, 0o755)); err != nil {
				t.Fatal(err)
			}
		}, 1, nil, false},
		{"drive unplugged, copied", "remove file", unplug, 1, nil, false},
		{"drive unplugged, copied, not named", "keep copy", unplug, 1, nil, false},
		{"drive unplugged, copying: left for later", "copy file, sync", func(t *testing.T, d desk) {
			unplug(t, d)
			list, _ := d.List()
			if err := os.Truncate(d.partPath(list[0].ID), 1000); err != nil {
				t.Fatal(err)
			}
		}, 0, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, "a.docx")
			d.disk.before = both(stopBefore(c.killed), crossing)
			if _, err := d.Take(t.Context(), d.path, Want{Incident: []byte(`{"id":"7"}`)}); err == nil {
				t.Fatal("not stopped")
			}
			c.meanwhile(t, d)

			q := openQuarantine(t, d.dir)
			held, err := q.Recover(t.Context())
			if (err != nil) != c.wantErr {
				t.Errorf("error %v", err)
			}
			if len(held) != c.wantHeld {
				t.Fatalf("%d entries held, want %d", len(held), c.wantHeld)
			}
			for _, e := range held {
				mustHold(t, q.binPath(e.ID), document)
				if diff := cmp.Diff(`{"id":"7"}`, string(e.Want.Incident)); diff != "" {
					t.Errorf("incident:\n%s", diff)
				}
			}
			if c.wantPlace != nil {
				mustHold(t, d.path, c.wantPlace)
			}
			again, _ := q.Recover(t.Context())
			if len(again) != 0 {
				t.Error("the same entries are told twice")
			}
		})
	}
}

func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// TestRecoverKeepsTheGoodOne: the copy in the quarantine went bad before the original was removed.
func TestRecoverKeepsTheGoodOne(t *testing.T) {
	d := newDesk(t, "a.docx")
	d.disk.before = both(stopBefore("remove file"), crossing)
	d.Take(t.Context(), d.path, Want{})
	list, err := d.List()
	if err != nil || len(list) != 1 {
		t.Fatalf("%d entries: %v", len(list), err)
	}
	writeDocument(t, d.binPath(list[0].ID), document[1:])
	if _, err := openQuarantine(t, d.dir).Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustHold(t, d.path, document)
}

// unplug takes the folder of the document away.
func unplug(t *testing.T, d desk) {
	if err := os.RemoveAll(filepath.Dir(d.path)); err != nil {
		t.Fatal(err)
	}
}

// TestRecoverLaterWhenPluggedIn: the drive comes back with the document on it.
func TestRecoverLaterWhenPluggedIn(t *testing.T) {
	d := newDesk(t, "a.docx")
	d.disk.before = both(stopBefore("copy file, sync"), crossing)
	d.Take(t.Context(), d.path, Want{})
	away := filepath.Dir(d.path) + ".away"
	if err := os.Rename(filepath.Dir(d.path), away); err != nil {
		t.Fatal(err)
	}
	list, _ := d.List()
	if err := os.Truncate(d.partPath(list[0].ID), 1000); err != nil {
		t.Fatal(err)
	}
	q := openQuarantine(t, d.dir)
	if _, err := q.Recover(t.Context()); err == nil {
		t.Error("a half copy whose original is not there is not told")
	}
	if err := os.Rename(away, filepath.Dir(d.path)); err != nil {
		t.Fatal(err)
	}
	if _, err := q.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.mustBeOnce(t, q, "plugged in")
}
