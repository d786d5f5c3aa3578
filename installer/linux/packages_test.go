package linux

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// pack makes both packages of the programs in a folder.
func pack(t *testing.T, programs, version string) (deb, rpm string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("NOT RUN: the packages are built on Linux")
	}
	dist := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "./build", programs, dist, version)
	cmd.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=1767225600") // 2026-01-01
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return filepath.Join(dist, "giumat_"+version+"_amd64.deb"), filepath.Join(dist, "giumat-"+version+"-1.x86_64.rpm")
}

// standIns are small files in place of the programs, made at a time.
func standIns(t *testing.T, made time.Time) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range []string{"guard", "tray"} {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, []byte("stands in for "+name), 0o600))
		must(t, os.Chtimes(path, made, made))
	}
	return dir
}

// The same commit gives the same bytes, whenever and wherever it is built.
func TestSameBytes(t *testing.T) {
	first, firstRPM := pack(t, standIns(t, time.Now()), "1.2.3")
	second, secondRPM := pack(t, standIns(t, time.Now().Add(-time.Hour)), "1.2.3")
	for a, b := range map[string]string{first: second, firstRPM: secondRPM} {
		x, err := os.ReadFile(a)
		must(t, err)
		y, err := os.ReadFile(b)
		must(t, err)
		if string(x) != string(y) {
			t.Errorf("%s is not the same twice", filepath.Base(a))
		}
	}
}

// What lies where, whose it is, and who may change it.
const wantFiles = `
-rw-r--r-- root/root ./etc/xdg/autostart/giumat-tray.desktop
lrwxrwxrwx root/root ./usr/bin/guard -> /usr/lib/giumat/guard
-rwxr-xr-x root/root ./usr/lib/giumat/guard
-rwxr-xr-x root/root ./usr/lib/giumat/tray
-rwxr-xr-x root/root ./usr/lib/giumat/tray-session
-rw-r--r-- root/root ./usr/lib/systemd/system/giumat.service
-rw-r--r-- root/root ./usr/lib/systemd/user/giumat-tray.service
-rw-r--r-- root/root ./usr/share/doc/giumat/copyright
-rw-r--r-- root/root ./usr/share/icons/hicolor/128x128/apps/giumat.png
-rw-r--r-- root/root ./usr/share/icons/hicolor/16x16/apps/giumat.png
-rw-r--r-- root/root ./usr/share/icons/hicolor/24x24/apps/giumat.png
-rw-r--r-- root/root ./usr/share/icons/hicolor/256x256/apps/giumat.png
-rw-r--r-- root/root ./usr/share/icons/hicolor/32x32/apps/giumat.png
-rw-r--r-- root/root ./usr/share/icons/hicolor/48x48/apps/giumat.png
-rw-r--r-- root/root ./usr/share/icons/hicolor/64x64/apps/giumat.png
`

func TestContents(t *testing.T) {
	if _, err := exec.LookPath("dpkg-deb"); err != nil {
		t.Skip("NOT RUN: no dpkg-deb here")
	}
	deb, _ := pack(t, standIns(t, time.Now()), "1.2.3")
	out, err := exec.Command("dpkg-deb", "--contents", deb).Output()
	must(t, err)
	var files []string
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line) // mode, owner, size, date, time, name
		switch {
		case strings.HasPrefix(f[0], "d") && f[0] != "drwxr-xr-x":
			t.Errorf("a folder has the rights %s", f[0])
		case strings.HasPrefix(f[0], "l"):
			files = append(files, "lrwxrwxrwx "+f[1]+" "+strings.Join(f[5:], " ")) // a link has no rights
		case !strings.HasPrefix(f[0], "d"):
			files = append(files, f[0]+" "+f[1]+" "+strings.Join(f[5:], " "))
		}
	}
	if diff := cmp.Diff(strings.TrimSpace(wantFiles), strings.Join(files, "\n")); diff != "" {
		t.Errorf("the deb holds (-want +got):\n%s", diff)
	}
	for field, want := range map[string]string{"Package": "giumat", "Version": "1.2.3", "Depends": "", "Recommends": "zenity"} {
		got, err := exec.Command("dpkg-deb", "--field", deb, field).Output()
		if must(t, err); strings.TrimSpace(string(got)) != want {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
	control := t.TempDir()
	must(t, exec.Command("dpkg-deb", "--control", deb, control).Run())
	if conffiles, err := os.ReadFile(filepath.Join(control, "conffiles")); string(conffiles) != "/etc/xdg/autostart/giumat-tray.desktop\n" {
		t.Errorf("conffiles: %q, %v", conffiles, err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
