package watch

import (
	"strings"
	"testing"

	"giumat/guard/winetest"
)

// The Windows program's tests, as Wine 8 can pass them. Not among them are those that count a watch for each folder;
// that remove a watched folder, which Wine keeps until nobody has it open; and that move a folder, which Wine at times
// does not let the guard open for a while, and of which it goes on to tell by the old name or not at all.
func TestWindowsInWine(t *testing.T) {
	lines := winetest.Run(t,
		"TestDecodeNotifyInfo", "TestTreeTellsOfEveryFile", "TestWatcherOfATree", "TestTreeOverflows", "TestOneHandleATree",
		"TestTreeLetsGo", "TestLongPaths", "TestWordSaves", "TestStorm", "TestNoNotifier", "TestEndsWhenToldTo",
		"TestSweepLeavesWhatWasHeardOf", "TestDriveIsDescribedOnce", "TestSynchronisedFoldersComeAndGo",
		"TestNothingIsOpenOnADriveThatLeaves",
	)
	for _, line := range lines {
		if strings.Contains(line, "files told of") {
			t.Log(strings.TrimSpace(line))
		}
	}
}
