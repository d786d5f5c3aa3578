package hold

import (
	"strings"
	"testing"

	"giumat/guard/winetest"
)

// The Windows program's tests, as Wine 8 can pass them.
func TestWindowsInWine(t *testing.T) {
	lines := winetest.Run(t,
		"TestClosedToOtherPrograms", "TestOpenWhenTheGuardIsKilled", "TestOpenInAnotherProgram", "TestKindsOfFiles",
		"TestHoldAndRelease", "TestInUse", "TestLetGo", "TestBelow",
	)
	for _, line := range lines {
		if strings.Contains(line, "let go of") {
			t.Log(strings.TrimSpace(line))
		}
	}
}
