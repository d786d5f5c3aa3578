package hold

import (
	"testing"

	"giumat/guard/winetest"
)

// The Windows program's tests, as Wine 8 can pass them.
func TestWindowsInWine(t *testing.T) {
	winetest.Run(t,
		"TestClosedToOtherPrograms", "TestOpenWhenTheGuardIsKilled", "TestOpenInAnotherProgram", "TestKindsOfFiles",
		"TestHoldAndRelease", "TestLetGo", "TestBelow",
	)
}
