package installer

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestOwnedFolders(t *testing.T) {
	f := ownedFolders{os.Getuid()}
	dir := t.TempDir()
	for a, want := range map[Access]os.FileMode{Readable: 0o755, Private: 0o711} {
		path := filepath.Join(dir, want.String())
		look := func(want Standing) {
			t.Helper()
			if got, err := f.Look(path, a); got != want || err != nil {
				t.Errorf("it stands %v, %v, want %v", got, err, want)
			}
		}
		look(Absent)
		if err := f.Make(path, a); err != nil {
			t.Fatal(err)
		}
		look(Right)
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		if err := os.Chmod(path, 0o777); err != nil {
			t.Fatal(err)
		}
		look(Loose)
		if err := f.Set(path, a); err != nil {
			t.Fatal(err)
		}
		look(Right)
		if got, err := (ownedFolders{os.Getuid() + 1}).Look(path, a); got != Foreign || err != nil {
			t.Errorf("another's folder stands %v, %v", got, err)
		}
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if got, err := f.Look(link, Readable); got != Foreign || err != nil {
		t.Errorf("a link stands %v, %v", got, err)
	}
}

// systemctlFake is what systemctl was told, and what it answers.
type systemctlFake struct {
	told    []string
	failing string // the verb that fails
}

func (f *systemctlFake) control(args ...string) error {
	f.told = append(f.told, strings.Join(args, " "))
	if args[0] == f.failing {
		return errors.New("exit status 3")
	}
	return nil
}

func TestSystemd(t *testing.T) {
	fake := &systemctlFake{}
	s := systemd{file: filepath.Join(t.TempDir(), "system", unit), booted: true, control: fake.control}
	state := func(want ServiceState) {
		t.Helper()
		if got, err := s.State(""); got != want || err != nil {
			t.Errorf("state %+v, %v, want %+v", got, err, want)
		}
	}
	state(ServiceState{Manager: true})
	if err := errors.Join(s.Put(""), s.Start()); err != nil {
		t.Fatal(err)
	}
	checkKeys(t, "told", []string{"daemon-reload", "enable --quiet giumat.service", "start giumat.service"}, fake.told)
	state(ServiceState{Manager: true, Registered: true, AsWanted: true, Running: true})
	fake.failing = "is-enabled"
	state(ServiceState{Manager: true, Registered: true, Running: true})
	fake.failing = "is-active"
	state(ServiceState{Manager: true, Registered: true, AsWanted: true})
	if err := os.WriteFile(s.file, []byte("[Service]\nExecStart=/bin/true\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	state(ServiceState{Manager: true, Registered: true})
	fake.failing, fake.told = "", nil
	if err := errors.Join(s.Stop(), s.Remove()); err != nil {
		t.Fatal(err)
	}
	checkKeys(t, "told", []string{"stop giumat.service", "disable --quiet giumat.service", "daemon-reload"}, fake.told)
	state(ServiceState{Manager: true})
}

// Without systemd the unit is laid down all the same, for the day when it runs, and goes again.
func TestSystemdNotRunning(t *testing.T) {
	fake := &systemctlFake{failing: "disable"}
	s := systemd{file: filepath.Join(t.TempDir(), unit), control: fake.control}
	if err := s.Put(""); err != nil {
		t.Fatal(err)
	}
	if got, err := s.State(""); !got.Registered || got.Running || got.Manager || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
	if err := errors.Join(s.Stop(), s.Remove()); err != nil {
		t.Error(err)
	}
	if slices.Contains(fake.told, "stop giumat.service") {
		t.Error("nobody was there to stop it")
	}
}

func TestAutostart(t *testing.T) {
	dir := t.TempDir()
	a := autostart{
		filepath.Join(dir, "autostart", "giumat-tray.desktop"): "giumat-tray.desktop",
		filepath.Join(dir, "tray-session"):                     "tray-session",
	}
	check := func(wantSet, wantThere bool) {
		t.Helper()
		set, err1 := a.Set("")
		there, err2 := a.There()
		if set != wantSet || there != wantThere || errors.Join(err1, err2) != nil {
			t.Errorf("set %v, there %v, %v %v", set, there, err1, err2)
		}
	}
	check(false, false)
	if err := a.Put(""); err != nil {
		t.Fatal(err)
	}
	check(true, true)
	info, err := os.Stat(filepath.Join(dir, "tray-session"))
	if err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("the script that starts the tray has %v, %v", info.Mode(), err)
	}
	if err := os.Remove(filepath.Join(dir, "tray-session")); err != nil {
		t.Fatal(err)
	}
	check(false, true)
	if err := errors.Join(a.Remove(), a.Remove()); err != nil {
		t.Fatal(err)
	}
	check(false, false)
}
