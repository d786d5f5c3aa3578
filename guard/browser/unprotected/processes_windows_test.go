package unprotected

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestHelperSleeps is no test: TestWindowsProcesses runs it under a browser's name.
func TestHelperSleeps(t *testing.T) {
	if os.Getenv("GIUMAT_SLEEP") == "" {
		t.Skip("NOT RUN: a part of another test")
	}
	time.Sleep(time.Minute)
}

func TestWindowsProcesses(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "unprotected")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "chrome.exe")
	if err := os.WriteFile(path, data, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "-test.run=^TestHelperSleeps$", "--", "https://example.com/a b")
	cmd.Env = append(os.Environ(), "GIUMAT_SLEEP=1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	list, err := Processes()
	i := slices.IndexFunc(list, func(p Process) bool { return p.PID == cmd.Process.Pid })
	if i < 0 || err != nil {
		t.Fatalf("not among %d processes: %v", len(list), err)
	}
	p := list[i]
	if p.Parent != os.Getpid() || !strings.EqualFold(filepath.Base(p.Program), "chrome.exe") || p.Program == "chrome.exe" {
		t.Errorf("%+v", p)
	}
	if d := time.Since(p.Started); d < 0 || d > time.Minute {
		t.Errorf("started %v ago", d)
	}
	if len(p.Args) != 4 || p.Args[3] != "https://example.com/a b" {
		t.Errorf("arguments %q", p.Args)
	}
	if got, err := BrowserOf(p.PID); got != p.PID || err != nil {
		t.Errorf("its own browser is %d, %v", got, err)
	}
	if got, err := BrowserOf(os.Getpid()); got != 0 || err != nil {
		t.Errorf("browser of the test: %d, %v", got, err)
	}
}
