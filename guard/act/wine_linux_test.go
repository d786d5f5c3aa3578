package act

import (
	"testing"

	"giumat/guard/winetest"
)

// What goes into quarantine comes back, on Windows too; from a folder that is pinned while it happens.
func TestQuarantineInWine(t *testing.T) {
	winetest.Run(t, "TestThereAndBack", "TestRestoreElsewhere", "TestTakeStopsAnywhere", "TestRestoreStopsAnywhere")
}
