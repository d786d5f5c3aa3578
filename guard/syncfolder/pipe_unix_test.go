//go:build unix

package syncfolder

import (
	"path/filepath"
	"syscall"
	"testing"
)

// A pipe in the place of a settings file must not hold up the guard, which may run as root in a user's folder.
func TestSettingsThatAreAPipe(t *testing.T) {
	root := tempDir(t)
	if err := syscall.Mkfifo(filepath.Join(root, "info.json"), 0o600); err != nil {
		t.Skipf("no pipes here: %v", err)
	}
	_, err := find([]service{at("X", place{JSON: "${HOME}/info.json", Key: "a"})}, onHome(root))
	checkProblem(t, err, "not a file")
}
