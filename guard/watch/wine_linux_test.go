package watch

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// inWine are the tests that mean something for the Windows program and that Wine 8 can pass. Not among them are those
// that count a watch for each folder; that remove a watched folder, which Wine keeps until nobody has it open; and
// that move a folder, which Wine at times does not let the guard open for a while, and of which it goes on to tell by
// the old name or not at all.
var inWine = []string{
	"TestDecodeNotifyInfo", "TestTreeTellsOfEveryFile", "TestWatcherOfATree", "TestTreeOverflows", "TestOneHandleATree",
	"TestTreeLetsGo", "TestLongPaths", "TestWordSaves", "TestStorm", "TestNoNotifier", "TestEndsWhenToldTo",
}

// The Windows program's tests, as Wine runs them.
func TestWindowsInWine(t *testing.T) {
	for _, tool := range []string{"wine", "wineserver"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("NOT RUN: no %s here", tool)
		}
	}
	dir := t.TempDir()
	if os.Getenv("WINEPREFIX") == "" {
		prefix, err := exec.Command("../../.ci/wine", filepath.Join(dir, "wine")).Output()
		if err != nil {
			t.Fatalf("prefix: %v", err)
		}
		t.Setenv("WINEPREFIX", strings.TrimSpace(string(prefix)))
		t.Cleanup(func() { exec.Command("wineserver", "-k", "-w").Run() })
	}
	t.Setenv("WINEDEBUG", "-all")
	program := filepath.Join(dir, "watch.exe")
	build := exec.Command("go", "test", "-c", "-o", program, ".")
	build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	run := exec.CommandContext(t.Context(), "wine", program, "-test.v", "-test.timeout=5m", "-test.run=^("+strings.Join(inWine, "|")+")$")
	run.Dir, run.WaitDelay = dir, time.Second
	out, err := run.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	lines := strings.Split(strings.ReplaceAll(string(out), "\r", ""), "\n")
	for _, name := range inWine {
		if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, "--- PASS: "+name+" ") }) {
			t.Errorf("%s did not pass", name)
		}
	}
	for _, line := range lines {
		if strings.Contains(line, "files told of") {
			t.Log(strings.TrimSpace(line))
		}
	}
}
