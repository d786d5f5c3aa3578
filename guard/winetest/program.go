package winetest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Program builds the program of the package in the current folder for Windows and returns its path. WINEPREFIX names a
// prefix that it starts in from then on, with "wine" and the path as arguments; it sees the files of this machine at
// Path. No program of the test shows itself on a screen.
func Program(t *testing.T) string {
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
	t.Setenv("DISPLAY", "")
	program := filepath.Join(dir, "program.exe")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

// Path is where a program in Wine finds a file of this machine.
func Path(path string) string { return `Z:` + filepath.ToSlash(path) }
