package unprotected

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"giumat/guard/winetest"

	"github.com/google/go-cmp/cmp"
)

// start runs a copy of a program of the system under a browser's name, and gives its process.
func start(t *testing.T, program, name string, args ...string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	from, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("NOT RUN: no %s here", program)
	}
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.WaitDelay = time.Second
	if _, err := cmd.StdinPipe(); err != nil { // open as long as it runs
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd, bufio.NewReader(out)
}

func TestRealProcesses(t *testing.T) {
	began := time.Now()
	cmd, _ := start(t, "sleep", "chromium", "60")
	pid := cmd.Process.Pid
	list, err := Processes()
	i := slices.IndexFunc(list, func(p Process) bool { return p.PID == pid })
	if i < 0 || err != nil {
		t.Fatalf("not among %d processes: %v", len(list), err)
	}
	got := list[i]
	if d := got.Started.Sub(began).Abs(); d > time.Second {
		t.Errorf("started %v away from when it did", d)
	}
	got.Started = time.Time{}
	want := Process{PID: pid, Parent: os.Getpid(), Program: cmd.Path, Args: []string{cmd.Path, "60"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	w := &Watch{Grace: time.Nanosecond, Silence: time.Hour}
	unguarded := func(at time.Time) bool {
		found, err := w.Unprotected(at)
		if err != nil {
			t.Error(err)
		}
		return slices.Contains(found, Browser{pid, "Chromium", Silent})
	}
	if unguarded(began) || unguarded(began.Add(50*time.Minute)) || !unguarded(began.Add(70*time.Minute)) {
		t.Error("it is not found in time")
	}
	w.Beat(pid, began.Add(70*time.Minute))
	if unguarded(began.Add(80 * time.Minute)) {
		t.Error("its sign is not taken")
	}
}

// The guard as a host finds the browser that started it, through a shell as well.
func TestRealBrowserOf(t *testing.T) {
	cmd, out := start(t, "sh", "firefox", "-c", "/bin/sh -c 'echo $$; read x; exit 1'; exit 1")
	said, err := out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(strings.TrimSpace(said))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := BrowserOf(child); got != cmd.Process.Pid || err != nil {
		t.Errorf("browser of %d: %d, %v; want %d", child, got, err, cmd.Process.Pid)
	}
	if got, err := BrowserOf(os.Getpid()); got != 0 || err != nil {
		t.Errorf("browser of the test: %d, %v", got, err)
	}
}

// A real browser is one browser, however many processes it has.
func TestRealBrowsers(t *testing.T) {
	for program, args := range map[string][]string{
		"chromium":    {"--headless=new", "--no-sandbox", "--user-data-dir=" + t.TempDir(), "about:blank"},
		"firefox-esr": {"--headless", "--no-remote", "--profile", t.TempDir(), "about:blank"},
	} {
		t.Run(program, func(t *testing.T) {
			path, err := exec.LookPath(program)
			if err != nil {
				t.Skipf("NOT RUN: no %s here", program)
			}
			cmd := exec.CommandContext(t.Context(), path, args...)
			cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				_ = cmd.Process.Signal(os.Interrupt)
				_ = cmd.Wait()
			})
			pid := cmd.Process.Pid
			family := within(t, pid, 5)
			table, err := loadTable()
			if err != nil {
				t.Fatal(err)
			}
			found := table.browsers(family)
			if len(found) != 1 || found[0].PID != pid || found[0].flag() != "" {
				t.Errorf("%d browsers among %d processes", len(found), len(family))
			}
		})
	}
}

// within waits until a browser has so many processes, and gives them.
func within(t *testing.T, pid, wanted int) []Process {
	t.Helper()
	for range 200 {
		list, err := Processes()
		if err != nil {
			t.Fatal(err)
		}
		family := map[int]bool{pid: true}
		for range levels {
			for _, p := range list {
				family[p.PID] = family[p.PID] || family[p.Parent]
			}
		}
		list = slices.DeleteFunc(list, func(p Process) bool { return !family[p.PID] })
		if len(list) >= wanted {
			return list
		}
		time.Sleep(100 * time.Millisecond) // real processes, real time
	}
	t.Fatalf("it never had %d processes", wanted)
	return nil
}

func BenchmarkProcesses(b *testing.B) {
	for b.Loop() {
		if _, err := Processes(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestWindowsInWine(t *testing.T) {
	winetest.Run(t, "TestWindowsProcesses")
}
