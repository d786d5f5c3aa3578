package installer

import (
	"testing"

	"giumat/guard/winetest"
)

// The real service manager, registry and folders, as Wine has them. Its access lists are not those of Windows: what they
// forbid, only Windows can show.
func TestWindowsInWine(t *testing.T) {
	winetest.Run(t, "TestInstallAndUninstall", "TestForeignFolder", "TestControlManager", "TestListedFolders", "TestAccessLists",
		"TestRunKey", "TestInstallForReal")
}
