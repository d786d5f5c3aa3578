package windows

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// pc is a Windows PC that nobody has used yet, as Wine gives it. Wine's exit statuses say little: what was done is seen
// in its files and in its registry.
type pc struct {
	t    *testing.T
	root string // its drive C:
}

func newPC(t *testing.T) *pc {
	t.Helper()
	need(t, "wine", "wineserver")
	prefix := filepath.Join(t.TempDir(), "wine")
	// Wine's answers to programs must not be those of this machine's user.
	out, err := exec.CommandContext(t.Context(), "../../.ci/wine", prefix).Output()
	if err != nil {
		t.Fatalf("prefix: %v", err)
	}
	t.Setenv("WINEPREFIX", strings.TrimSpace(string(out)))
	t.Setenv("WINEDEBUG", "-all")
	t.Setenv("WINEDLLOVERRIDES", "mscoree,mshtml=")
	t.Cleanup(func() { _ = exec.Command("wineserver", "-k", "-w").Run() }) // there may be none left
	return &pc{t: t, root: filepath.Join(prefix, "drive_c")}
}

// need skips the test where a program is missing.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("NOT RUN: no %s here", program)
		}
	}
}

// path is where a file of drive C: lies for us.
func (p *pc) path(name string) string { return filepath.Join(p.root, filepath.FromSlash(name)) }

func (p *pc) has(name string) bool {
	_, err := os.Stat(p.path(name))
	return err == nil
}

func (p *pc) write(name, content string) {
	p.t.Helper()
	if err := os.WriteFile(p.path(name), []byte(content), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

func (p *pc) read(name string) string {
	p.t.Helper()
	data, err := os.ReadFile(p.path(name))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(data)
}

// run runs a Windows program and tells whether it said that all is well, and what it printed. A service that it starts
// holds on to its output.
func (p *pc) run(args ...string) (ok bool, out string) {
	p.t.Helper()
	f, err := os.CreateTemp(p.t.TempDir(), "out")
	if err != nil {
		p.t.Fatal(err)
	}
	defer f.Close()
	cmd := exec.CommandContext(p.t.Context(), "wine", args...)
	cmd.Stdout, cmd.Stderr = f, f
	err = cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	said, readErr := os.ReadFile(f.Name())
	if readErr != nil {
		p.t.Fatal(readErr)
	}
	return err == nil, strings.ReplaceAll(string(said), "\r", "")
}

// msiexec installs or removes in silence, and gives the log, with what guard said behind it.
func (p *pc) msiexec(verb, msi string, properties ...string) (ok bool, log string) {
	p.t.Helper()
	os.Remove(p.path("msi.log"))
	args := append([]string{"msiexec", verb, "Z:" + strings.ReplaceAll(msi, "/", `\`), "/qn", "/l*v", `C:\msi.log`}, properties...)
	ok, said := p.run(args...)
	return ok, p.read("msi.log") + said
}

// registry gives what lies under a key, as a .reg file; nothing if there is no such key.
func (p *pc) registry(key string) string {
	p.t.Helper()
	os.Remove(p.path("out.reg"))
	p.run("reg", "export", key, `C:\out.reg`, "/y")
	if !p.has("out.reg") {
		return ""
	}
	data := p.read("out.reg")
	units := make([]uint16, 0, len(data)/2)
	for i := 0; i+1 < len(data); i += 2 {
		units = append(units, uint16(data[i])|uint16(data[i+1])<<8)
	}
	return string(utf16.Decode(units))
}

// runs tells whether the service manager has the service running.
func (p *pc) runs(service string) bool {
	_, out := p.run("sc", "query", service)
	return strings.Contains(out, "RUNNING")
}

// until waits for something to become true, a minute at most.
func (p *pc) until(otherwise string, ready func() bool) {
	p.t.Helper()
	for range 600 {
		if ready() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.t.Fatal(otherwise)
}
