package update

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// realGuards builds a small guard and gives it by its nature: see testdata/guard. Systems start a program with a tail.
func realGuards(t *testing.T) func(nature string) string {
	t.Helper()
	path := os.Getenv(builtGuard)
	if path == "" {
		path = filepath.Join(t.TempDir(), exe("guard"))
		buildGuard(t, path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return func(nature string) string { return string(data) + "\n" + nature }
}

// builtGuard names the small guard where there is no compiler: in Wine.
const builtGuard = "GIUMAT_TEST_GUARD"

func buildGuard(t *testing.T, path string, env ...string) {
	t.Helper()
	build := exec.Command("go", "build", "-o", path, "./testdata/guard")
	build.Env = append(os.Environ(), env...)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the small guard: %v\n%s", err, out)
	}
}

// running starts the guard that is in place, and it runs until the test ends.
func (d *desk) running(t *testing.T) {
	t.Helper()
	cmd := exec.Command(d.file(exe("guard")), "wait")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
}

func TestSelfTest(t *testing.T) {
	guard := realGuards(t)
	d := newDesk(t)
	path := d.aside(exe("guard"), "new")
	run := func(ctx context.Context, nature string) error {
		d.write(path, guard(nature))
		return selfTest(ctx, path, filepath.Join(tempDir(t), "scratch"), 5*time.Second)
	}
	if err := run(t.Context(), "good"); err != nil {
		t.Errorf("a good one: %v", err)
	}
	if err := run(t.Context(), "fails"); !errors.Is(err, ErrSelfTest) || !strings.Contains(err.Error(), "exit status 3: self-test: the made-up") {
		t.Errorf("a failing one: %v", err)
	}
	if err := run(t.Context(), "hangs"); !errors.Is(err, ErrSelfTest) || !strings.Contains(err.Error(), "longer than 5s") {
		t.Errorf("one that hangs: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := run(ctx, "hangs"); errors.Is(err, ErrSelfTest) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("this guard is stopped meanwhile: %v", err)
	}
	d.write(path, "no program")
	if err := SelfTest(t.Context(), path, tempDir(t)); !errors.Is(err, ErrSelfTest) || strings.Contains(err.Error(), d.Programs) {
		t.Errorf("no program: %v", err)
	}
}

// With real programs, started as a service manager does: a new guard that dies is taken back at its fourth start, the old one
// goes on, and a good one stays. All the time guards run from the files that are replaced.
func TestRealPrograms(t *testing.T) {
	guard := realGuards(t)
	d := newDesk(t)
	d.Run = nil
	data := filepath.Dir(d.Dir)
	start := func() string {
		out, _ := exec.Command(d.file(exe("guard")), "service", data).Output() // the exit status is seen in what it says
		return string(out)
	}
	install := func(serial int64, nature string) error {
		_, err := d.File(t.Context(), d.put(serial, guard(nature)), Options{})
		return err
	}
	expect := func(want ...string) {
		t.Helper()
		for i, w := range want {
			if got := start(); got != w {
				t.Errorf("start %d: %q, want %q", i+1, got, w)
			}
		}
	}
	d.write(d.file(exe("guard")), guard("first"))
	expect("first: pending 0, rolled back 0, restart false")
	d.running(t)
	if err := install(1, "fails"); !errors.Is(err, ErrSelfTest) {
		t.Fatalf("a guard that fails its self-test: %v", err)
	}
	if err := install(2, "dies"); err != nil {
		t.Fatal(err)
	}
	dying := "dies: pending 2, rolled back 0, restart false"
	expect(dying, dying, dying, "dies: pending 0, rolled back 2, restart true", "first: pending 0, rolled back 0, restart false")
	d.running(t)
	if err := install(3, "good"); err != nil {
		t.Fatal(err)
	}
	expect("good: pending 3, rolled back 0, restart false", "good: pending 0, rolled back 0, restart false")
	if c := d.Store.Here(); c.Serial != 3 {
		t.Errorf("bundle %d", c.Serial)
	}
	if s := d.Status(); s != (Status{}) {
		t.Errorf("status %+v", s)
	}
}
