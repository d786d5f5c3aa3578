package protection

import (
	"testing"

	"giumat/guard/winetest"
)

// The Windows program reads its clocks. Wine cannot tell what sleep and fast startup do to them.
func TestWindowsInWine(t *testing.T) {
	winetest.Run(t, "TestNow")
}
