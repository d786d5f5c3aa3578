package session

import (
	"testing"

	"giumat/guard/winetest"
)

// The Windows program's tests, as Wine 8 can pass them: it starts a process as a user, and knows no sessions.
func TestWindowsInWine(t *testing.T) {
	winetest.Run(t, "TestStarts", "TestStartAs", "TestStartAsWithoutProgram", "TestOnlyForItsUser", "TestList")
}
