package clipboard

import (
	"strings"
	"testing"

	"giumat/guard/winetest"
)

// The Windows program's tests, as Wine 8 can pass them. They need no screen, and Wine would put what they copy on the
// clipboard of the one that there is.
func TestWindowsInWine(t *testing.T) {
	t.Setenv("DISPLAY", "")
	lines := winetest.Run(t,
		"TestMarkedListIsEmptied", "TestCutFiles", "TestUnmarkedListAndTextStay", "TestNewerListIsNotEmptied",
		"TestEmptyLooksAgain", "TestBusyClipboard", "TestBigList", "TestListenerEnds", "TestTimeUntilEmptied",
		"TestDesktopIsVisible",
	)
	for _, line := range lines {
		if strings.Contains(line, "from copied to emptied") {
			t.Log(strings.TrimSpace(line))
		}
	}
}
