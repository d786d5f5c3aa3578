package setup

import (
	"testing"

	"giumat/guard/winetest"
)

// The real registry, as Wine has it; what browsers make of it, only Windows can show.
func TestWindowsInWine(t *testing.T) {
	winetest.Run(t, "TestRealRegistry", "TestThisPC")
}
