package people

import (
	"strings"
	"testing"

	"giumat/guard/winetest"
)

// The Windows program's tests, as Wine 8 can pass them: it has one user, and makes no links or junctions that can be seen.
func TestWindowsInWine(t *testing.T) {
	t.Setenv("DISPLAY", "")
	lines := winetest.Run(t,
		"TestOwnersOnThisPC", "TestProfileOnThisPC", "TestRegistryOfAPerson", "TestFolderOnAnotherComputer",
		"TestResolvedFolder", "TestScreenOnThisPC",
		"TestWindowsListsThoseWithAProfile", "TestWindowsOwners", "TestWindowsFoldersAsSettingsNameThem",
	)
	for _, line := range lines {
		if strings.Contains(line, "_test.go") {
			t.Log(strings.TrimSpace(line))
		}
	}
}
