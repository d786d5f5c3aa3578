package linux

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The deb as people live with it, from the installation to the purge, on a PC with a running systemd.
func TestDebInRoot(t *testing.T) {
	debian(t) // skips before anything is built, and is made once for all tests
	t.Parallel()
	built := programs(t)
	first, _ := pack(t, built, "1.2.3")
	next, _ := pack(t, built, "1.3.0")
	p := official(t, first, next, filepath.Join(built, "client"))
	p.run(t, "install", "--mode=755", "/root/client", "/usr/bin/client")
	before := p.files(t)

	p.run(t, "dpkg", "--install", "/root/"+filepath.Base(first))
	p.up(t, "0", 30*time.Second)
	p.guarded(t)
	p.run(t, "guard", "doctor")
	p.save(t, "an", "/home/an/Documents/mot.docx")
	t.Run("user", func(t *testing.T) { testUserCannot(t, p) })
	t.Run("drive", func(t *testing.T) { testDrive(t, p) })
	t.Run("two users", func(t *testing.T) { testTwoUsers(t, p) })
	t.Run("browser", func(t *testing.T) { testBrowser(t, p) })
	t.Run("shared cache", func(t *testing.T) { testSharedCache(t, p) })
	t.Run("killed", func(t *testing.T) { testKilled(t, p) })
	t.Run("interference", func(t *testing.T) { testInterference(t, p) })
	t.Run("hanging", func(t *testing.T) { testHanging(t, p) })
	t.Run("tray", func(t *testing.T) { testTray(t, p) })

	pid := p.guardPID(t)
	p.run(t, "dpkg", "--install", "/root/"+filepath.Base(next))
	p.up(t, pid, 30*time.Second)
	p.guarded(t)
	if v := p.run(t, "dpkg-query", "--show", "--showformat=${Version}", "giumat"); v != "1.3.0" {
		t.Errorf("version %q after the upgrade", v)
	}
	p.recorded(t, "mot.docx")
	p.run(t, "guard", "incidents", "verify")
	p.run(t, "guard", "doctor")
	if diff := cmp.Diff([]string{"edited settings", "guard_killed", "guard_stopped", "installed"}, slices.Sorted(maps.Keys(p.events(t)))); diff != "" {
		t.Errorf("the summary shows after the upgrade (-want +got):\n%s", diff)
	}

	// Users may go through the data folder, to the guard's socket; so each thing in it keeps them out itself.
	if open := p.run(t, "find", "/var/lib/giumat", "-mindepth", "1", "-maxdepth", "1", "!", "-name", "bundle", "!", "-type", "s", "-perm", "/077"); open != "" {
		t.Errorf("not the guard's alone:\n%s", open)
	}

	held := p.run(t, "guard", "quarantine", "list")
	p.run(t, "dpkg", "--remove", "giumat")
	if p.active() {
		t.Error("the guard runs on after the removal")
	}
	for _, gone := range []string{"usr/lib/giumat", "usr/bin/guard", "usr/lib/systemd/system/giumat.service", "etc/systemd/system/multi-user.target.wants/giumat.service"} {
		if _, err := os.Lstat(filepath.Join(p.root, gone)); err == nil {
			t.Errorf("left after the removal: /%s", gone)
		}
	}
	if out, err := p.try("grep", "-lsa", "giumat/[t]ray", "-r", "/proc", "--include=cmdline"); err == nil {
		t.Errorf("a tray runs on after the removal: %s", out)
	}

	// Removed and installed again, all is as before: what was held can be given back.
	p.run(t, "dpkg", "--install", "/root/"+filepath.Base(next))
	p.up(t, "0", 30*time.Second)
	if again := p.run(t, "guard", "quarantine", "list"); again != held || again == "" {
		t.Error("what was held is not there after removal and installation")
	}

	said := p.run(t, "dpkg", "--purge", "giumat")
	if !strings.Contains(said, "/var/lib/giumat") {
		t.Error("the purge does not say what it leaves")
	}
	testLeft(t, p, before)
}

// testLeft checks that nothing is left but the record, what proves it, and what is held.
func testLeft(t *testing.T, p *pc, before map[string]bool) {
	var list []string
	for _, name := range more(before, p.files(t)) {
		inData, data := strings.CutPrefix(name, "var/lib/giumat/")
		top, _, _ := strings.Cut(inData, "/")
		switch {
		case strings.HasPrefix(name, "home/an/"), strings.HasPrefix(name, "home/binh/"), name == "media/an", name == "media/an/USB", name == "var/lib/giumat":
		case data && slices.Contains(kept, top):
		default:
			list = append(list, name)
		}
	}
	if len(list) > 0 {
		slices.Sort(list)
		t.Errorf("left after the purge:\n%s", strings.Join(list, "\n"))
	}
	for _, name := range []string{"incidents.db", "quarantine"} {
		if _, err := os.Stat(filepath.Join(p.root, "var/lib/giumat", name)); err != nil {
			t.Errorf("lost in the purge: %v", err)
		}
	}
}

// kept are the names in the data folder that outlive a purge.
var kept = []string{
	"incidents.db", "incidents.db-shm", "incidents.db-wal", "protection.db", "protection.db-shm", "protection.db-wal",
	"release.db", "quarantine", "reports",
}

// testUserCannot checks that a user reads none of the guard's records and changes nothing of it.
func testUserCannot(t *testing.T, p *pc) {
	for _, line := range []string{
		"ls /var/lib/giumat", "cat /var/lib/giumat/incidents.db", "ls /var/lib/giumat/quarantine", "touch /var/lib/giumat/x",
		"touch /etc/giumat/x", "touch /var/cache/giumat/x", "touch /usr/lib/giumat/x", "systemctl stop giumat",
		"kill -9 " + p.guardPID(t),
	} {
		if out, err := p.try("su", "an", "-c", line); err == nil {
			t.Errorf("a user may %s: %s", line, out)
		}
	}
}

// testDrive checks that the guard is in nobody's mount namespace but the PC's, and so guards a drive that comes later.
func testDrive(t *testing.T, p *pc) {
	own, everybody := p.run(t, "readlink", "/proc/"+p.guardPID(t)+"/ns/mnt"), p.run(t, "readlink", "/proc/1/ns/mnt")
	if own != everybody {
		t.Error("the guard has a mount namespace of its own")
	}
	p.shell(t, "mkdir -p /media/an/USB; mount -t tmpfs -o uid=1000 tmpfs /media/an/USB")
	p.until(t, "the drive is guarded", 10*time.Second, func() bool {
		out, _ := p.try("guard", "status")
		return strings.Contains(out, "/media/an/USB")
	})
	p.save(t, "an", "/media/an/USB/hai.docx")
	p.until(t, "the file is taken from the drive", 10*time.Second, func() bool {
		_, err := p.try("test", "!", "-e", "/media/an/USB/hai.docx")
		return err == nil
	})
	p.run(t, "umount", "/media/an/USB") // the guard does not keep it
}

// kills is how often testKilled kills the guard.
const kills = 3

func testKilled(t *testing.T, p *pc) {
	for range kills {
		pid := p.guardPID(t)
		p.shell(t, "kill -9 "+pid)
		t.Logf("killed, and up again after %v", p.up(t, pid, 20*time.Second).Round(100*time.Millisecond))
	}
	p.guarded(t)
	p.save(t, "an", "/home/an/Documents/ba.docx")
}

// testHanging stops the guard as a fault would that lets all its threads wait for ever. The watchdog is made impatient
// for the test.
func testHanging(t *testing.T, p *pc) {
	const dropIn = "/run/systemd/system/giumat.service.d"
	p.shell(t, "mkdir -p "+dropIn+"; printf '[Service]\\nWatchdogSec=4\\n' >"+dropIn+"/test.conf; systemctl daemon-reload; systemctl restart giumat")
	defer p.shell(t, "rm -r "+dropIn+"; systemctl daemon-reload; systemctl restart giumat")
	pid := p.guardPID(t)
	time.Sleep(6 * time.Second) // one that is well outlives the watchdog's time
	if now := p.guardPID(t); now != pid {
		t.Fatal("the watchdog ended a guard that was well")
	}
	p.shell(t, "kill -STOP "+pid)
	t.Logf("stopped, and up again after %v with a watchdog of 4 s", p.up(t, pid, 30*time.Second).Round(100*time.Millisecond))
}

// testTray logs An in and starts his tray as a desktop would, by the entry; kills it, and sees it come back.
func testTray(t *testing.T, p *pc) {
	p.run(t, "loginctl", "enable-linger", "an") // his systemd, without a screen
	p.until(t, "An's systemd is up", 20*time.Second, func() bool {
		_, err := p.try("systemctl", "--user", "--machine=an@", "is-system-running")
		return err == nil
	})
	p.run(t, "su", "an", "-c", "XDG_RUNTIME_DIR=/run/user/1000 DISPLAY=:7 "+
		`$(sed -n s/^Exec=//p /etc/xdg/autostart/giumat-tray.desktop)`)
	tray := func() string {
		return p.run(t, "systemctl", "--user", "--machine=an@", "show", "--property=MainPID", "--value", "giumat-tray.service")
	}
	first := tray()
	environment := p.run(t, "cat", "/proc/"+first+"/environ")
	if !strings.Contains(environment, "DISPLAY=:7") {
		t.Error("the tray does not know the session's screen")
	}
	p.until(t, "the guard knows of the tray", 20*time.Second, func() bool {
		return strings.Contains(p.run(t, "cat", "/var/lib/giumat/status.json"), `"tray":true`)
	})
	p.shell(t, "kill -9 "+first)
	p.until(t, "the tray is back", 20*time.Second, func() bool {
		now := tray()
		return now != first && now != "0"
	})
}
