package contentanalysis_test

import (
	"testing"

	"giumat/guard/winetest"
)

// The Windows program's tests, as Wine 8 can pass them.
func TestWindowsInWine(t *testing.T) {
	winetest.Run(t,
		"TestRealPipe", "TestRealPipeOfAllUsers", "TestDecode", "TestEncode", "TestAnswers", "TestAnswersInAnyOrder",
		"TestFiveAtOnce", "TestDeadline", "TestCancel", "TestGarbage", "TestEnds",
	)
}
