package tamper

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/protection"
)

// desk is a guard's folder with its files and what a watch said of them.
type desk struct {
	t     *testing.T
	dir   string
	files []File
	sums  string
	told  []string
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, dir: t.TempDir()}
	d.sums = filepath.Join(d.dir, "sums.json")
	for _, kind := range []protection.Detail{protection.Settings, protection.Policy, protection.GuardProgram} {
		d.files = append(d.files, File{Kind: kind, Path: filepath.Join(d.dir, string(kind))})
		d.write(kind, "as the guard wrote it")
	}
	d.version("1.0")
	return d
}

func (d *desk) version(v string) { d.files[2].Version = v }

func (d *desk) write(kind protection.Detail, text string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, string(kind)), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) remove(name string) {
	d.t.Helper()
	if err := os.Remove(filepath.Join(d.dir, name)); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) accept(kinds ...protection.Detail) {
	d.t.Helper()
	if err := Accept(d.sums, d.files, kinds...); err != nil {
		d.t.Fatal(err)
	}
}

// run is a guard that runs for an hour, with things done to it after 15, 25 and so on minutes.
func (d *desk) run(ran bool, done ...func()) {
	d.t.Helper()
	w, err := New(Options{
		Sums: d.sums, Files: slices.Clone(d.files), Ran: ran, Now: time.Now,
		Tell: func(e protection.Event) { d.told = append(d.told, string(e.Kind)+" "+string(e.Detail)) },
	})
	if err != nil {
		d.t.Fatal(err)
	}
	synctest.Test(d.t, func(t *testing.T) {
		ended := make(chan struct{})
		go func() {
			w.Run(t.Context(), func(err error) { d.told = append(d.told, "fault: "+err.Error()) })
			close(ended)
		}()
		time.Sleep(15 * time.Minute)
		for _, do := range done {
			do()
			time.Sleep(Every)
		}
		time.Sleep(time.Hour)
	})
}

// TestStories: what is done to the guard's files, and what the watch says.
func TestStories(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(d *desk)
		want []string
	}{
		{"nothing happens", func(d *desk) { d.run(true) }, nil},
		{"the settings are edited while the guard runs", func(d *desk) {
			d.run(true, func() { d.write(protection.Settings, "weaker") })
		}, []string{"edited settings"}},
		{"twice", func(d *desk) {
			d.run(true, func() { d.write(protection.Settings, "weaker") }, func() {}, func() { d.write(protection.Settings, "weakest") })
		}, []string{"edited settings", "edited settings"}},
		{"and put back before a second look", func(d *desk) {
			d.run(true, func() { d.write(protection.Settings, "weaker") }, func() { d.write(protection.Settings, "as the guard wrote it") })
		}, nil},
		{"the policy is edited while no guard runs", func(d *desk) {
			d.write(protection.Policy, "weaker")
			d.run(true)
			d.run(true)
		}, []string{"edited policy"}},
		{"the policy is removed", func(d *desk) {
			d.remove("policy")
			d.run(true)
		}, []string{"edited policy"}},
		{"an update by the guard", func(d *desk) {
			d.run(true, func() {
				d.write(protection.Policy, "of the new bundle")
				d.accept(protection.Policy)
			})
		}, nil},
		{"an update accepts only what it wrote", func(d *desk) {
			d.write(protection.Settings, "weaker")
			d.write(protection.Policy, "of the new bundle")
			d.accept(protection.Policy)
			d.run(true)
		}, []string{"edited settings"}},
		{"a package update: the new program, and a moment later the new start", func(d *desk) {
			w, err := New(Options{Sums: d.sums, Files: slices.Clone(d.files), Ran: true, Now: time.Now, Tell: func(protection.Event) {
				d.told = append(d.told, "told")
			}})
			if err != nil || w.look(true) != nil {
				t.Fatal("no watch")
			}
			d.write(protection.GuardProgram, "2.0")
			if err := w.look(false); err != nil {
				t.Fatal(err)
			}
			d.version("2.0")
			d.run(true)
		}, nil},
		{"another program under the same version", func(d *desk) {
			d.write(protection.GuardProgram, "does nothing")
			d.run(true)
		}, []string{"edited guard_program"}},
		{"the sums are removed with the edit", func(d *desk) {
			d.write(protection.Settings, "weaker")
			d.remove("sums.json")
			d.run(true)
			d.run(true)
		}, []string{"edited baseline"}},
		{"the sums are garbage", func(d *desk) {
			d.write("sums.json", "{")
			d.run(true)
		}, []string{"edited baseline"}},
		{"the first guard on this PC", func(d *desk) {
			d.remove("sums.json")
			d.run(false)
			d.run(true)
		}, nil},
		{"the settings become a folder", func(d *desk) {
			d.remove("settings")
			if err := os.Mkdir(filepath.Join(d.dir, "settings"), 0o700); err != nil {
				d.t.Fatal(err)
			}
			d.run(true)
		}, []string{"edited settings"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			d.accept()
			c.do(d)
			if diff := cmp.Diff(c.want, d.told); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A file that cannot be read is said, and is no change.
func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("this user may read every file")
	}
	d := newDesk(t)
	d.accept()
	if err := os.Chmod(d.files[0].Path, 0); err != nil {
		t.Fatal(err)
	}
	d.run(true)
	if len(d.told) == 0 || !strings.HasPrefix(d.told[0], "fault: compare settings") || strings.Contains(d.told[0], d.dir) {
		t.Errorf("told %q", d.told)
	}
}

func TestNoTwoFilesOfAKind(t *testing.T) {
	if _, err := New(Options{Files: []File{{Kind: protection.Policy}, {Kind: protection.Policy}}}); err == nil {
		t.Error("no error")
	}
}

// Rights that let others in are told once each time that they come to be so.
func TestRights(t *testing.T) {
	open, told := false, 0
	broken := errors.New("cannot be known")
	var fails error
	w, err := New(Options{
		Sums: filepath.Join(t.TempDir(), "sums.json"), Now: time.Now, Open: func() (bool, error) { return open, fails },
		Tell: func(e protection.Event) {
			if e.Kind == protection.RightsOpen && e.Detail == protection.DataFolder {
				told++
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		open bool
		told int
	}{{false, 0}, {true, 1}, {true, 1}, {false, 1}, {true, 2}} {
		open = step.open
		if err := w.look(false); err != nil || told != step.told {
			t.Errorf("told %d times, want %d (%v)", told, step.told, err)
		}
	}
	fails = broken
	if err := w.look(false); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestOpenByMode(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no such modes on Windows")
	}
	for _, c := range []struct {
		name             string
		dir, file, other os.FileMode
		want             bool
	}{
		{"as it should be", 0o711, 0o600, 0o644, false},
		{"others write into the folder", 0o777, 0o600, 0o600, true},
		{"others read the record", 0o711, 0o644, 0o600, true},
		{"others write the record", 0o711, 0o602, 0o600, true},
		{"others write another file", 0o711, 0o600, 0o666, true},
	} {
		dir := filepath.Join(t.TempDir(), "data")
		err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, "incidents.db"), nil, 0o600), os.WriteFile(filepath.Join(dir, "status.json"), nil, 0o600),
			os.Chmod(filepath.Join(dir, "incidents.db"), c.file), os.Chmod(filepath.Join(dir, "status.json"), c.other), os.Chmod(dir, c.dir))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := OpenByMode(dir); err != nil || got != c.want {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
	if _, err := OpenByMode(filepath.Join(t.TempDir(), "no")); err == nil {
		t.Error("a folder that is not there is no error")
	}
}

func FuzzParseSums(f *testing.F) {
	f.Add([]byte(`{"form":"giumat sums 1","files":{"settings":{"sha256":"ab","version":"1"}}}`))
	f.Add([]byte(`{"form":"giumat sums 1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, err := parseSums(data); (s == nil) == (err == nil) {
			t.Errorf("%v, %v", s, err)
		}
	})
}
