package update

import (
	"path/filepath"
	"testing"

	"giumat/guard/winetest"
)

// The swap of programs as Windows does it, in Wine: with programs that run meanwhile, and stopped anywhere on the way back.
func TestWindowsInWine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "guard.exe")
	buildGuard(t, path, "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	t.Setenv(builtGuard, winetest.Path(path))
	winetest.Run(t, "TestFile", "TestRealPrograms", "TestSelfTest", "TestRolledBack", "TestRollBackStopsAnywhere", "TestOldGuardIsGone")
}
