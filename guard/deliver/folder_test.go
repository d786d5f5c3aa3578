package deliver

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giumat/guard/deliver/internal/disk"
	"giumat/guard/deliver/sign"
)

func sealWeekly(t testing.TB, key *sign.Key, host string) sealed {
	t.Helper()
	p, err := seal(weekly(host), key, noon)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func share(t testing.TB, key *sign.Key) folder {
	t.Helper()
	return folder{path: t.TempDir(), mark: keyMark(string(key.Fingerprint()))}
}

// put writes a parcel as the outbox would.
func (f folder) put(t testing.TB, p sealed) error {
	t.Helper()
	return f.send(t.Context(), p, false, func() error { return nil })
}

// mustVerify checks that the officer finds n good reports in the share and nothing wrong.
func mustVerify(t testing.TB, dir string, key *sign.Key, n int) {
	t.Helper()
	got, err := sign.Verify(os.DirFS(dir), sign.Trusted{key.Fingerprint(): ""})
	if err != nil || len(got.Problems) != 0 || len(got.Good) != n {
		t.Fatalf("%d good, problems %v, %v", len(got.Good), got.Problems, err)
	}
}

func TestFolder(t *testing.T) {
	key := newKey(t)
	for _, perHost := range []bool{false, true} {
		f := share(t, key)
		f.perHost = perHost
		p := sealWeekly(t, key, "PC-07")
		for range 2 { // the second time it is there
			if err := f.put(t, p); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.put(t, sealWeekly(t, key, "PC-08")); err != nil {
			t.Fatal(err)
		}
		mustVerify(t, f.path, key, 2)
		dir := filepath.Join(f.path, p.ID.String())
		if perHost {
			dir = filepath.Join(f.path, "PC-07", p.ID.String())
		}
		for _, file := range p.all() {
			if got, err := os.ReadFile(filepath.Join(dir, file.Name)); err != nil || !bytes.Equal(got, file.Data) {
				t.Errorf("%q is not as it was put: %v", file.Name, err)
			}
		}
	}
}

// What an officer takes out of a report's folder is not brought again.
func TestFolderLeavesTheOfficersOrder(t *testing.T) {
	key := newKey(t)
	f, p := share(t, key), sealWeekly(t, key, "PC-07")
	if err := f.put(t, p); err != nil {
		t.Fatal(err)
	}
	moved := filepath.Join(f.path, p.ID.String(), p.Files[0].Name)
	if err := os.Remove(moved); err != nil {
		t.Fatal(err)
	}
	if err := f.put(t, p); err != nil || exists(moved) {
		t.Errorf("brought again: %v", err)
	}
}

func TestFolderNeverWritesOverAnothers(t *testing.T) {
	key := newKey(t)
	p := sealWeekly(t, key, "PC-07")
	for name, lay := range map[string]func(path string) error{
		"a file":            func(path string) error { return os.WriteFile(path, []byte("khác"), 0o600) },
		"an empty folder":   func(path string) error { return os.Mkdir(path, 0o700) },
		"another's report":  func(path string) error { return anothers(t, path) },
		"a link to nowhere": func(path string) error { return os.Symlink("khong-co", path) },
	} {
		f := share(t, key)
		path := filepath.Join(f.path, p.ID.String())
		if err := lay(path); err != nil {
			t.Log("SKIP: cannot be laid here: ", err)
			continue
		}
		err := f.put(t, p)
		if !errors.Is(err, errRefused) || strings.Contains(err.Error(), f.path) {
			t.Errorf("%s: %v", name, err)
		}
		if entries, _ := os.ReadDir(f.path); len(entries) != 1 {
			t.Errorf("%s: %d things lie there now", name, len(entries))
		}
	}
}

// anothers lays the report of a PC of the same name with another key.
func anothers(t *testing.T, path string) error {
	other := newKey(t)
	return folder{path: filepath.Dir(path), mark: "0"}.put(t, sealWeekly(t, other, "PC-07"))
}

// A share that is away is waited for, and nothing is made in its place.
func TestFolderAway(t *testing.T) {
	key := newKey(t)
	f := share(t, key)
	f.path = filepath.Join(f.path, "mount")
	o := newOutbox(t, t.TempDir(), key, f)
	if err := o.Put(t.Context(), weekly("PC-07")); err != nil {
		t.Fatal(err)
	}
	flushes(t, o, noon, 3)
	if exists(f.path) {
		t.Fatal("a folder was made where the share should be")
	}
	if got := status(t, o).Deliveries[f.path]; got.State != Pending || got.Tries != 3 || !strings.Contains(got.Error, "cannot be reached") {
		t.Errorf("%+v", got)
	}
	if err := os.Mkdir(f.path, 0o700); err != nil {
		t.Fatal(err)
	}
	flushes(t, o, noon.AddDate(0, 0, 1), 3)
	mustVerify(t, f.path, key, 1)
}

// TestFolderStopsAnywhere stops the guard ahead of each change to the share; the officer never sees half a report, and
// the next try ends with one whole one and nothing else.
func TestFolderStopsAnywhere(t *testing.T) {
	key := newKey(t)
	p := sealWeekly(t, key, "PC-07")
	for _, kill := range []bool{true, false} {
		for n := 0; ; n++ {
			f := share(t, key)
			f.perHost = true
			stop := &fault{at: n, kill: kill}
			f.disk = disk.Disk{Before: stop.before}
			err := f.put(t, p)
			whole := filepath.Join(f.path, "PC-07", p.ID.String())
			if exists(whole) {
				mustVerify(t, f.path, key, 1)
			} else if err == nil {
				t.Fatalf("stopped at %d: told as delivered", n)
			}
			f.disk = disk.Disk{}
			if err := f.put(t, p); err != nil {
				t.Fatalf("stopped at %d, then: %v", n, err)
			}
			mustVerify(t, f.path, key, 1)
			if entries, _ := os.ReadDir(filepath.Dir(whole)); len(entries) != 1 {
				t.Fatalf("stopped at %d: %d things lie there", n, len(entries))
			}
			if !stop.fired {
				break
			}
		}
	}
}
