package link_test

import (
	"testing"

	"giumat/guard/winetest"
)

// The Windows program's tests, as Wine 8 can pass them.
func TestWindowsInWine(t *testing.T) {
	t.Setenv("DISPLAY", "")
	winetest.Run(t, "TestAccessCheck", "TestReadableThroughPipe", "TestRealConnection")
}
