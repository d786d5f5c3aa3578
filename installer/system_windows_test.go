package installer

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"giumat/guard/registry"

	"golang.org/x/sys/windows"
	other "golang.org/x/sys/windows/registry"
	"golang.org/x/sys/windows/svc"
)

// needWine keeps a test that changes the PC off a real one.
func needWine(t *testing.T) {
	t.Helper()
	if windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() != nil {
		t.Skip("NOT RUN: it would change this PC")
	}
}

// idle is a service that does nothing, for the tests: this very program, started with the argument "service".
type idle struct{}

func (idle) Execute(_ []string, requests <-chan svc.ChangeRequest, status chan<- svc.Status) (bool, uint32) {
	status <- svc.Status{State: svc.Running, Accepts: svc.AcceptStop}
	for r := range requests {
		if r.Cmd == svc.Stop {
			break
		}
		status <- r.CurrentStatus
	}
	status <- svc.Status{State: svc.StopPending}
	return false, 0
}

const testService = "GiuMatTest"

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "service" {
		if err := svc.Run(testService, idle{}); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// spaced copies this program to where its path has a space.
func spaced(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(tempDir(t), "Program Files")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "guard.exe")
	if err := copyProgram(self, program); err != nil {
		t.Fatal(err)
	}
	return program
}

func TestControlManager(t *testing.T) {
	needWine(t)
	c := controlManager{testService}
	program := spaced(t)
	state := func(want ServiceState) {
		t.Helper()
		want.Manager = true
		if got, err := c.State(program); got != want || err != nil {
			t.Errorf("state %+v, %v, want %+v", got, err, want)
		}
	}
	state(ServiceState{})
	if err := c.Put(program); err != nil {
		t.Fatal(err)
	}
	state(ServiceState{Registered: true, AsWanted: true})
	value, err := registry.Machine().Get(`SYSTEM\CurrentControlSet\Services\`+testService, "ImagePath")
	if want := `"` + program + `" service`; value != want || err != nil {
		t.Errorf("ImagePath %q, %v, want %q", value, err, want)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for range 50 { // until it has started
		if got, _ := c.State(program); got.Running {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	state(ServiceState{Registered: true, AsWanted: true, Running: true})
	if out, err := exec.Command("sc", "query", testService).CombinedOutput(); !strings.Contains(string(out), "RUNNING") {
		t.Errorf("sc query: %v\n%s", err, out)
	}
	if err := errors.Join(c.Start(), c.Put(program)); err != nil {
		t.Errorf("again: %v", err)
	}
	if got, err := c.State(`C:\elsewhere\guard.exe`); got.AsWanted || err != nil {
		t.Errorf("for another program it stands %+v, %v", got, err)
	}
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Stop(), c.Remove()); err != nil {
		t.Error(err)
	}
	state(ServiceState{})
}

func TestListedFolders(t *testing.T) {
	needWine(t)
	f := listedFolders{}
	dir := tempDir(t)
	for name, a := range map[string]Access{"readable": Readable, "private": Private} {
		path := filepath.Join(dir, name)
		if got, err := f.Look(path, a); got != Absent || err != nil {
			t.Errorf("%s stands %v, %v before it is made", name, got, err)
		}
		if err := f.Make(path, a); err != nil {
			t.Fatal(err)
		}
		if err := f.Set(path, a); err != nil {
			t.Fatal(err)
		}
		got, err := f.Look(path, a) // Wine keeps an owner and modes, so that it is Right or Loose by chance
		if got == Foreign || got == Absent || err != nil {
			t.Errorf("%s stands %v, %v", name, got, err)
		}
		if err := os.WriteFile(filepath.Join(path, "x"), nil, 0o600); err != nil {
			t.Error(err)
		}
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := f.Look(file, Readable); got != Foreign || err != nil {
		t.Errorf("a file stands %v, %v", got, err)
	}
}

// Access lists as Windows writes them, and how a folder with them stands.
func TestAccessLists(t *testing.T) {
	tests := map[string]struct {
		sddl string
		a    Access
		want Standing
	}{
		"ours":                        {sddl(Readable), Readable, Right},
		"ours, private":               {sddl(Private), Private, Right},
		"users may read the private":  {sddl(Readable), Private, Loose},
		"users may not read":          {sddl(Private), Readable, Loose},
		"Program Files":               {"O:S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;0x1200a9;;;BU)(A;OICIIOID;GA;;;CO)", Readable, Right},
		"made in ProgramData":         {"O:BAD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)", Readable, Loose},
		"made by an ordinary user":    {"O:S-1-5-21-1-2-3-1001D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)", Readable, Foreign},
		"everybody may do everything": {"O:BAD:NO_ACCESS_CONTROL", Readable, Loose},
		"an ordinary user may write":  {"O:SYD:P(A;OICI;FA;;;SY)(A;OICI;0x1301bf;;;S-1-5-21-1-2-3-1001)", Readable, Loose},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			sd, err := windows.SecurityDescriptorFromString(tt.sddl)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := judge(sd, tt.a); got != tt.want || err != nil {
				t.Errorf("%v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

func TestRunKey(t *testing.T) {
	const base = `Software\GiuMatTest\run`
	r := runKey{registry.Below(other.CURRENT_USER, base)}
	t.Cleanup(func() { deleteKeys(base) })
	const program = `C:\Program Files\GiuMat\tray.exe`
	check := func(want bool) {
		t.Helper()
		set, err1 := r.Set(program)
		there, err2 := r.There()
		if set != want || there != want || errors.Join(err1, err2) != nil {
			t.Errorf("set %v, there %v, %v, %v", set, there, err1, err2)
		}
	}
	check(false)
	if err := r.Put(program); err != nil {
		t.Fatal(err)
	}
	check(true)
	if err := errors.Join(r.Remove(), r.Remove()); err != nil {
		t.Fatal(err)
	}
	check(false)
}

func deleteKeys(path string) {
	for up := path + `\` + run; len(up) > len("Software"); up = up[:strings.LastIndex(up, `\`)] {
		_ = other.DeleteKey(other.CURRENT_USER, up) // the test's own Wine goes anyway
	}
}

// The whole of it on Wine's own folders, registry and service manager.
func TestInstallForReal(t *testing.T) {
	needWine(t)
	s, err := ThisPC()
	if err != nil {
		t.Fatal(err)
	}
	s.Service = controlManager{testService}
	p := newPC(t)
	p.s, p.o.From = s, filepath.Dir(spaced(t))
	data, err := os.ReadFile(filepath.Join(p.o.From, "guard.exe"))
	if err == nil {
		err = os.WriteFile(filepath.Join(p.o.From, "tray.exe"), data, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	p.o.Compile = func() error { return os.WriteFile(filepath.Join(s.Places.Cache, "pdfium"), []byte("x"), 0o600) }
	told, err := p.install()
	if err != nil || !slices.Contains(told, "install_service") || !slices.Contains(told, "install_tray") {
		t.Fatalf("%q, %v", told, err)
	}
	checks, err := State(s, p.o)
	for _, c := range checks {
		if !c.Good && c.Part != "folders" { // whose rights Wine does not keep
			t.Errorf("%s: %s %q", c.Part, c.Remark, c.Pairs)
		}
	}
	if err != nil {
		t.Error(err)
	}
	told, err = p.install()
	told = slices.DeleteFunc(told, func(key string) bool { return key == "install_rights" || key == "install_restart" })
	if err != nil || len(told) > 0 {
		t.Errorf("again: %q, %v", told, err)
	}
	if told, err = p.uninstall(false, true); err != nil {
		t.Fatalf("%q, %v", told, err)
	}
	for _, gone := range []string{s.Programs, filepath.Dir(s.Places.Settings)} {
		if _, err := os.Stat(gone); err == nil {
			t.Errorf("%s is left", gone)
		}
	}
	if there, err := s.Tray.There(); there || err != nil {
		t.Errorf("the tray's entry is left: %v, %v", there, err)
	}
}
