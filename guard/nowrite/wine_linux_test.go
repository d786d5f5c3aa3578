package nowrite

import (
	"testing"

	"giumat/guard/winetest"
)

// The real registry, as Wine 8 has it; that nothing can be written then, only Windows can show.
func TestWindowsInWine(t *testing.T) {
	winetest.Run(t, "TestRealRegistry", "TestThisPC", "TestPolicy", "TestSystem")
}
