// Package winetest runs a package's own tests as the Windows program, in Wine. It takes the names of tests that mean
// something there and fails the calling test where one of them does not pass; where there is no Wine it skips, visibly.
// It is for tests alone.
package winetest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Run builds the tests of the package in the current folder for Windows and runs those named in a Wine prefix: the one
// that WINEPREFIX names, or one of its own. Programs that need a screen find the one that DISPLAY names. It returns
// what they printed, line by line.
func Run(t *testing.T, names ...string) []string {
	t.Helper()
	for _, tool := range []string{"wine", "wineserver"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("NOT RUN: no %s here", tool)
		}
	}
	dir := t.TempDir()
	if os.Getenv("WINEPREFIX") == "" {
		t.Setenv("WINEPREFIX", prefix(t, filepath.Join(dir, "wine")))
	}
	t.Setenv("WINEDEBUG", "-all")
	program := filepath.Join(dir, "tests.exe")
	build := exec.Command("go", "test", "-c", "-o", program, ".")
	build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	run := exec.CommandContext(t.Context(), "wine", program, "-test.v", "-test.timeout=5m", "-test.run=^("+strings.Join(names, "|")+")$")
	run.Dir, run.WaitDelay = dir, time.Second
	out, err := run.CombinedOutput()
	if err != nil && !errors.Is(err, exec.ErrWaitDelay) { // a new prefix's own programs may hold on to the output
		t.Errorf("%v\n%s", err, out)
	}
	lines := strings.Split(strings.ReplaceAll(string(out), "\r", ""), "\n")
	for _, name := range names {
		if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, "--- PASS: "+name+" ") }) {
			t.Errorf("%s did not pass", name)
		}
	}
	return lines
}

// prefix makes a Wine prefix in dir for the length of the test.
func prefix(t *testing.T, dir string) string {
	t.Helper()
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		t.Fatalf("find the module: %v", err)
	}
	made, err := exec.Command(filepath.Join(strings.TrimSpace(string(root)), ".ci", "wine"), dir).Output()
	if err != nil {
		t.Fatalf("prefix: %v", err)
	}
	t.Cleanup(func() {
		end := exec.Command("wineserver", "-k", "-w")
		end.Env = append(os.Environ(), "WINEPREFIX="+dir)
		_ = end.Run() // there may be none left
	})
	return strings.TrimSpace(string(made))
}
