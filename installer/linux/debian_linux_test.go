package linux

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// debian gives a folder with a small Debian that nobody has changed. It is made once a user, in a minute, with what the
// network has; the mark in its name goes up with each change to what is in it.
func debian(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("NOT RUN: only root can boot a Debian")
	}
	for _, tool := range []string{"debootstrap", "unshare", "nsenter", "dpkg-deb"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("NOT RUN: no %s here", tool)
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(cache, "giumat", "debian-bookworm-1")
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	must(t, os.MkdirAll(filepath.Dir(dir), 0o755))
	made, err := os.MkdirTemp(filepath.Dir(dir), "debian-new-")
	must(t, err)
	defer os.RemoveAll(made)
	out, err := exec.CommandContext(t.Context(), "debootstrap", "--variant=minbase",
		"--include=systemd,systemd-sysv,dbus,dbus-user-session,libpam-systemd,rpm", "bookworm", made).CombinedOutput()
	if err != nil {
		t.Fatalf("debootstrap: %v\n%s", err, tail(out))
	}
	must(t, os.Chmod(made, 0o755))
	if err := os.Rename(made, dir); err != nil {
		if _, there := os.Stat(dir); there != nil { // another test made it meanwhile
			t.Fatal(err)
		}
	}
	return dir
}

// tail is the end of what a program printed.
func tail(out []byte) []byte { return out[max(0, len(out)-2000):] }
