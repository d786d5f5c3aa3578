package windows

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestBuildE2E(t *testing.T) {
	first, msi := built(t)
	second := t.TempDir()
	if err := build(second); err != nil {
		t.Fatal(err)
	}
	if a, b := sums(t, first), sums(t, second); a != b || strings.Count(a, "\n") != 7 {
		t.Errorf("one tree, two results:\n%s\n%s", a, b)
	}
	out, err := exec.Command("git", "status", "--porcelain", "--ignored", "--", "../../guard/*.syso", "../../tray/*.syso").Output()
	if err != nil || len(out) > 0 {
		t.Errorf("the build left resources in the tree: %s %v", out, err)
	}
	checkTables(t, msi)
}

// sums are the checksums of all that was built.
func sums(t *testing.T, dist string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dist, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// What wixl cannot make and Wine does not show is read from the tables themselves.
func TestTables(t *testing.T) {
	need(t, "wixl", "msibuild")
	programs := t.TempDir()
	for _, name := range []string{"guard.exe", "tray.exe"} {
		if err := os.WriteFile(filepath.Join(programs, name), []byte("made up"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	checkTables(t, msiOf(t, programs, "1.2.3"))
}

func checkTables(t *testing.T, msi string) {
	t.Helper()
	for table, rows := range map[string][]string{
		"_ForceCodepage": {"65001\t"}, // UTF-8
		"Property":       {"ProductName\tGiữ Mật", "ALLUSERS\t1", "REBOOT\tReallySuppress", "SecureCustomProperties\tWIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED"},
		"LaunchCondition": {
			"Installed OR WINDOWSMAJOR\tGiữ Mật cần Windows 10",
			"NOT WIX_DOWNGRADE_DETECTED\tMáy này đã có bản Giữ Mật mới hơn",
			"NOT (SUMMARY >> \"\\\")\tĐịa chỉ trong SUMMARY",
		},
		// Without a version a new program would lose against the old one.
		"File": {"\tguard.exe\t", ".0\t1066,1033\t"},
		// 3410 = 18 + deferred, with all rights, on rollback, its failure is let be; 3090 and 3154 without rollback.
		"CustomAction":   {"SetOptions\t51\t", "UndoInstall\t3410\t", "InstallGuard\t3090\t", "UninstallGuard\t3154\t", "EndTrays\t3154\t"},
		"ServiceInstall": {"\tGiữ Mật\t16\t2\t32769\t", "\tservice\t"},
		"InstallExecuteSequence": {
			"UninstallGuard\tREMOVE=\"ALL\" AND NOT UPGRADINGPRODUCTCODE\t1901", "EndTrays\tREMOVE=\"ALL\" AND UPGRADINGPRODUCTCODE\t1902", "RemoveExistingProducts\t\t1501",
			"SetOptions\tNOT Installed\t", "UndoInstall\tNOT Installed AND NOT WIX_UPGRADE_DETECTED\t5801", "InstallGuard\tREMOVE <> \"ALL\"\t5802",
		},
	} {
		out, err := exec.Command("msiinfo", "export", msi, table).Output()
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		for _, row := range rows {
			if !strings.Contains(string(out), row) {
				t.Errorf("table %s: no %q in\n%s", table, row, out)
			}
		}
	}
	// Three lines of heading: a program that has a version has no hash.
	if out, err := exec.Command("msiinfo", "export", msi, "MsiFileHash").Output(); err != nil || strings.Count(string(out), "\n") != 3 {
		t.Errorf("hashes: %s %v", out, err)
	}
}
