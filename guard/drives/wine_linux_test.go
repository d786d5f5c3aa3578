package drives

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"giumat/guard/winetest"
)

// The Windows program's tests, in a Wine with a drive E: that can be taken out. Wine 8 asks nobody before a drive leaves
// and knows no device behind a letter, so neither a disk's bus nor its serial number is seen here.
func TestWindowsInWine(t *testing.T) {
	if _, err := exec.LookPath("wine"); err != nil {
		t.Skip("NOT RUN: no wine here")
	}
	prefix := filepath.Join(t.TempDir(), "wine")
	if out, err := exec.Command("../../.ci/wine", prefix).CombinedOutput(); err != nil {
		t.Fatalf("prefix: %v\n%s", err, out)
	}
	t.Setenv("WINEPREFIX", prefix)
	t.Setenv("WINEDEBUG", "-all")
	stick := t.TempDir()
	must(t, os.WriteFile(filepath.Join(stick, ".windows-label"), []byte("USB An\n"), 0o600))
	must(t, os.WriteFile(filepath.Join(stick, ".windows-serial"), []byte("1a2b3c4d\n"), 0o600))
	must(t, os.Symlink(stick, filepath.Join(prefix, "dosdevices", "e:")))
	if out, err := exec.Command("wine", "reg", "add", `HKLM\Software\Wine\Drives`, "/v", "e:", "/d", "floppy", "/f").CombinedOutput(); err != nil {
		t.Fatalf("drive: %v\n%s", err, out)
	}
	// The drive is there when Wine starts anew. It is to stay, and its own programs are not to hold what the tests print into.
	_ = exec.Command("wineserver", "-k", "-w").Run() // it may have ended by itself
	must(t, exec.Command("wineserver", "-p").Run())
	must(t, exec.Command("wine", "cmd", "/c", "exit").Run())
	t.Cleanup(func() { _ = exec.Command("wineserver", "-k", "-w").Run() }) // there may be none left
	t.Setenv(plugged, "E:")
	winetest.Run(t, "TestDriveOfWindows", "TestRemovableDrive", "TestDescribeNothing", "TestOnDeparture", "TestDecodeDescriptor", "TestNoticeFilter")
}
