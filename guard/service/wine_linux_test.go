package service

import (
	"testing"

	"giumat/guard/winetest"
)

// The Windows program's tests, with the service manager of Wine 8.
func TestWindowsInWine(t *testing.T) {
	winetest.Run(t, "TestLife", "TestFailures", "TestUnderServiceManager", "TestInAConsole", "TestPulse", "TestLogOfAService")
}
