package act

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/event"
	"giumat/guard/policy"
	"giumat/guard/redact"
)

// document is longer than one chunk, so that a copy can stop half way.
var document = bytes.Repeat([]byte("BÁO CÁO GIẢ ĐỊNH\n"), 15_000)

// day is a time with nanoseconds, before all that a test does.
var day = time.Date(2024, 2, 29, 7, 8, 9, 123456789, time.UTC)

// desk is a folder with one document, and a quarantine.
type desk struct {
	*Quarantine
	path string
}

func newDesk(t testing.TB, name string) desk {
	t.Helper()
	root := tempDir(t)
	path := filepath.Join(root, "folder", name)
	if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	writeDocument(t, path, document)
	return desk{openQuarantine(t, filepath.Join(root, "quarantine")), path}
}

// tempDir is t.TempDir, whose end is more than Wine 8 can do.
func tempDir(t testing.TB) string {
	if runtime.GOOS != "windows" {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp("", "act")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func openQuarantine(t testing.TB, dir string) *Quarantine {
	t.Helper()
	q, err := Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func writeDocument(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, day.Add(time.Hour), day); err != nil {
		t.Fatal(err)
	}
}

// otherDisk makes every rename into or out of the quarantine fail as it does between two disks.
func otherDisk(q *Quarantine) {
	q.disk.before = crossing
}

func crossing(op string) error {
	if op == "move file" || op == "put file back" {
		return errCross
	}
	return nil
}

// crossingOnce lets the half copy take its name beside the target: that is a rename within one disk.
func crossingOnce() func(string) error {
	crossed := map[string]bool{}
	return func(op string) error {
		if crossed[op] {
			return nil
		}
		crossed[op] = true
		return crossing(op)
	}
}

func (d desk) take(t testing.TB, want Want) Entry {
	t.Helper()
	e, err := d.Take(t.Context(), d.path, want)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func mustHold(t testing.TB, path string, want []byte) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(redact.Error(err))
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("%d bytes that differ from the %d that were taken", len(got), len(want))
	}
}

// TestThereAndBack: what goes into the quarantine comes back as it was.
func TestThereAndBack(t *testing.T) {
	names := map[string]string{
		"plain":      "Bao cao.docx",
		"Vietnamese": "Báo cáo tình hình (bản cuối).docx",
		"hidden":     ".docx",
		"long":       strings.Repeat("d", 240) + ".docx",
	}
	if runtime.GOOS == "linux" {
		names["not UTF-8"] = "B\xe1o c\xe1o.docx"
		names["line feed"] = "a\nb.docx"
	}
	for called, name := range names {
		for _, disks := range []string{"one disk", "two disks"} {
			t.Run(called+", "+disks, func(t *testing.T) {
				d := newDesk(t, name)
				if disks == "two disks" {
					d.disk.before = crossingOnce()
				}
				before := attrsOf(t, d.path)
				e := d.take(t, Want{Channel: event.Removable, Device: "sdb1", Level: "MAT", Incident: []byte(`{"id":"1"}`)})
				if exists(d.path) {
					t.Fatal("the file is still at its place")
				}
				mustHold(t, d.binPath(e.ID), document)
				list, err := d.List()
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff([]Entry{e}, list, equateUTC()); diff != "" {
					t.Errorf("List (-taken +listed):\n%s", diff)
				}

				r, err := d.Restore(t.Context(), e.ID, "")
				if err != nil {
					t.Fatal(err)
				}
				if r.Path != d.path || r.Missing != nil {
					t.Errorf("restored to its place %t, missing %q", r.Path == d.path, r.Missing)
				}
				after := attrsOf(t, d.path)
				if runtime.GOOS == "windows" { // to read it is an access there, and Take and Restore read it
					after.AccessTime = before.AccessTime
				}
				mustHold(t, d.path, document)
				if diff := cmp.Diff(before, after, equateUTC()); diff != "" {
					t.Errorf("attributes (-before +after):\n%s", diff)
				}
				onlyLock(t, d.Quarantine)
			})
		}
	}
}

// equateUTC compares times as instants.
func equateUTC() cmp.Option {
	return cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
}

func attrsOf(t testing.TB, path string) Attrs {
	t.Helper()
	src, err := open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer src.close()
	return src.attrs()
}

// onlyLock checks that nothing but the lock is left in the quarantine.
func onlyLock(t testing.TB, q *Quarantine) {
	t.Helper()
	files, err := os.ReadDir(q.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name() != "lock" {
			t.Errorf("left in the quarantine: a file with the ending %s", filepath.Ext(f.Name()))
		}
	}
}

func TestFoldersAreForTheGuardAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("rights are lists on Windows")
	}
	dir := filepath.Join(t.TempDir(), "q")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, "a.docx")
	d.Quarantine = openQuarantine(t, dir)
	e := d.take(t, Want{})
	for path, want := range map[string]fs.FileMode{dir: 0o700, d.metaPath(e.ID): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("mode %v, want %v", info.Mode().Perm(), want)
		}
	}
}

func TestTakeRefuses(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(t *testing.T, d *desk) Want
		want    error
		reason  Reason
	}{
		{"another content than was judged", func(t *testing.T, d *desk) Want {
			return Want{SHA256: strings.Repeat("0", 64)}
		}, ErrChanged, Changed},
		{"a link", func(t *testing.T, d *desk) Want {
			link := d.path + ".link"
			if err := os.Symlink(d.path, link); err != nil {
				t.Skip("no links here:", err)
			}
			d.path = link
			return Want{}
		}, ErrNotFile, NotFile},
		{"a folder", func(t *testing.T, d *desk) Want {
			d.path = filepath.Dir(d.path)
			return Want{}
		}, ErrNotFile, NotFile},
		{"a file that is gone", func(t *testing.T, d *desk) Want {
			d.path += "x"
			return Want{}
		}, fs.ErrNotExist, Gone},
		{"a file in the quarantine", func(t *testing.T, d *desk) Want {
			d.path = filepath.Join(d.dir, "lock")
			return Want{}
		}, ErrInside, OtherReason},
		{"a folder that may not be written", func(t *testing.T, d *desk) Want {
			d.disk.before = failing("move file", fs.ErrPermission)
			return Want{}
		}, fs.ErrPermission, NoPermission},
		{"a disk that may not be written", func(t *testing.T, d *desk) Want {
			otherDisk(d.Quarantine)
			d.disk.before = both(d.disk.before, failing("remove file", errReadOnly))
			return Want{}
		}, errReadOnly, ReadOnly},
		{"no room in the quarantine", func(t *testing.T, d *desk) Want {
			otherDisk(d.Quarantine)
			d.disk.before = both(d.disk.before, failing("copy file, write", errDiskFull))
			return Want{}
		}, errDiskFull, DiskFull},
		{"written to while it was copied", func(t *testing.T, d *desk) Want {
			otherDisk(d.Quarantine)
			d.disk.before = both(d.disk.before, func(op string) error {
				if op == "keep copy" {
					return os.Chtimes(d.path, day, day.Add(time.Second))
				}
				return nil
			})
			return Want{}
		}, ErrChanged, Changed},
		{"other bytes under the same times and size", func(t *testing.T, d *desk) Want {
			otherDisk(d.Quarantine)
			d.disk.before = both(d.disk.before, func(op string) error {
				if op == "note entry, create" {
					writeDocument(t, d.path, bytes.ToLower(document))
				}
				return nil
			})
			return Want{}
		}, ErrChanged, Changed},
		{"another file takes its name at the last moment", func(t *testing.T, d *desk) Want {
			d.disk.before = func(op string) error {
				if op == "move file" {
					other := d.path + ".new"
					writeDocument(t, other, document)
					return os.Rename(other, d.path)
				}
				return nil
			}
			return Want{}
		}, ErrChanged, Changed},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, "Báo cáo.docx")
			want := c.prepare(t, &d)
			before, _ := os.Lstat(d.path)
			out := Carry(t.Context(), d.Quarantine, policy.Decision{Action: policy.Block}, d.path, want)
			if out.Result != Failed || !errors.Is(out.Err, c.want) || out.Reason != c.reason {
				t.Fatalf("%s, %s, %v", out.Result, out.Reason, out.Err)
			}
			for _, secret := range []string{"Báo cáo", "folder", d.dir} {
				if strings.Contains(out.Err.Error(), secret) {
					t.Error("the error tells a path")
				}
			}
			if before != nil && !exists(d.path) {
				t.Error("the file is gone")
			}
			if list, _ := d.List(); len(list) != 0 {
				t.Errorf("%d entries", len(list))
			}
			onlyLock(t, d.Quarantine)
		})
	}
}

// failing lets the change named op fail.
func failing(op string, err error) func(string) error {
	return func(o string) error {
		if o == op {
			return err
		}
		return nil
	}
}

func both(a, b func(string) error) func(string) error {
	return func(op string) error {
		if err := a(op); err != nil {
			return err
		}
		return b(op)
	}
}

// TestReplacedWhileCopied: an editor puts a new version in the document's place while it is copied, as Word does. What
// was judged is held, and the new version stays for the next judgement.
func TestReplacedWhileCopied(t *testing.T) {
	d := newDesk(t, "a.docx")
	d.disk.before = func(op string) error {
		if op == "keep copy" {
			writeDocument(t, d.path+".new", []byte("new version"))
			return os.Rename(d.path+".new", d.path)
		}
		return crossing(op)
	}
	e := d.take(t, Want{})
	mustHold(t, d.binPath(e.ID), document)
	mustHold(t, d.path, []byte("new version"))
	if held, err := openQuarantine(t, d.dir).Recover(t.Context()); len(held) != 0 || err != nil {
		t.Errorf("%d entries to recover: %v", len(held), err)
	}
}

// TestWriterAtWork: a program has the document open for writing.
func TestWriterAtWork(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("leases are a Linux thing; on Windows the opening fails")
	}
	writer := func(d desk) *os.File {
		f, err := os.OpenFile(d.path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	t.Run("from another disk it is left alone", func(t *testing.T) {
		d := newDesk(t, "a.docx")
		otherDisk(d.Quarantine)
		f := writer(d)
		if _, err := d.Take(t.Context(), d.path, Want{}); !errors.Is(err, ErrBusy) {
			t.Fatalf("error %v, want ErrBusy", err)
		}
		onlyLock(t, d.Quarantine)
		f.Close()
		d.take(t, Want{})
	})
	t.Run("within one disk what it writes goes along", func(t *testing.T) {
		d := newDesk(t, "a.docx")
		f := writer(d)
		e := d.take(t, Want{})
		if _, err := f.WriteString("more"); err != nil {
			t.Fatal(err)
		}
		written, _ := f.Stat()
		r, err := d.Restore(t.Context(), e.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"content"}, r.Missing); diff != "" {
			t.Error(diff)
		}
		mustHold(t, d.path, append(bytes.Clone(document), "more"...))
		if got := attrsOf(t, d.path).ModTime; !got.Equal(written.ModTime()) {
			t.Errorf("last change %v, want that of the writer, %v", got, written.ModTime())
		}
	})
}

func TestRestoreElsewhere(t *testing.T) {
	d := newDesk(t, "a.docx")
	e := d.take(t, Want{})
	elsewhere := tempDir(t)
	taken := filepath.Join(elsewhere, "taken.docx")
	writeDocument(t, taken, []byte("another"))
	for _, c := range []struct {
		name, id, to string
		want         error
	}{
		{"a name that is taken", e.ID, taken, ErrExists},
		{"a folder that is not there", e.ID, filepath.Join(elsewhere, "no", "a.docx"), ErrNoFolder},
		{"a file for a folder", e.ID, filepath.Join(taken, "a.docx"), ErrNoFolder},
		{"an entry that is not there", NewID(day), "", ErrNoEntry},
		{"an id that is a path", "../folder/a", "", ErrNoEntry},
	} {
		if _, err := d.Restore(t.Context(), c.id, c.to); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.want)
		}
	}
	mustHold(t, taken, []byte("another"))
	mustHold(t, d.binPath(e.ID), document)

	// Somebody makes a file of that name at the last moment.
	d.disk.before = func(op string) error {
		if op == "put file back" && !exists(d.path) {
			writeDocument(t, d.path, []byte("new"))
		}
		return nil
	}
	if _, err := d.Restore(t.Context(), e.ID, ""); !errors.Is(err, ErrExists) {
		t.Errorf("a name taken at the last moment: error %v", err)
	}
	mustHold(t, d.path, []byte("new"))
	if list, err := d.List(); err != nil || len(list) != 1 || list[0].State != Held {
		t.Errorf("after a refusal the entry is not held as before: %v", err)
	}

	r, err := d.Restore(t.Context(), e.ID, elsewhere)
	if err != nil || r.Path != filepath.Join(elsewhere, "a.docx") {
		t.Fatalf("into a folder: %v", err)
	}
	mustHold(t, r.Path, document)
	onlyLock(t, d.Quarantine)
}

// TestListTellsDamage: one damaged entry hides no other.
func TestListTellsDamage(t *testing.T) {
	d := newDesk(t, "a.docx")
	e := d.take(t, Want{})
	for id, content := range map[string]string{NewID(day): "{", NewID(day): "{}"} {
		if err := os.WriteFile(d.metaPath(id), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list, err := d.List()
	if len(list) != 1 || list[0].ID != e.ID {
		t.Errorf("%d entries, want the good one", len(list))
	}
	if n := strings.Count(err.Error(), "damaged entry"); n != 2 {
		t.Errorf("%d damaged entries told, want 2", n)
	}
}

func TestCarry(t *testing.T) {
	for action, want := range map[policy.Action]Result{
		policy.Allow: Allowed, policy.Record: Recorded, policy.Warn: Warned, policy.Block: Quarantined, policy.Quarantine: Quarantined,
	} {
		d := newDesk(t, "a.docx")
		out := Carry(t.Context(), d.Quarantine, policy.Decision{Action: action}, d.path, Want{})
		if out.Result != want || out.Err != nil {
			t.Errorf("%s: %s, %v", action, out.Result, out.Err)
		}
		if taken := want == Quarantined; exists(d.path) == taken || (out.QuarantineID != "") != taken {
			t.Errorf("%s: the file is not where it should be", action)
		}
	}
}

func TestIDsSortByTime(t *testing.T) {
	a, b := NewID(day), NewID(day.Add(time.Nanosecond).In(time.FixedZone("", -7*3600)))
	if a >= b || !idForm.MatchString(a) || a == NewID(day) {
		t.Errorf("%s, %s", a, b)
	}
}
