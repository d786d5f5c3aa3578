package linux

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The rpm on the same PC: its scripts are told of upgrades and removals in another way. A Debian has no other rpm, hence
// --nodeps and --force-debian.
func TestRPMInRoot(t *testing.T) {
	debian(t)
	t.Parallel()
	built := programs(t)
	_, first := pack(t, built, "1.2.3")
	_, next := pack(t, built, "1.3.0")
	p := official(t, first, next)
	rpm := func(args ...string) string {
		return p.run(t, append([]string{"rpm"}, args...)...)
	}

	if about := rpm("--query", "--queryformat", "%{NAME} %{VERSION} %{ARCH} %{LICENSE}", "--package", "/root/"+filepath.Base(first)); about != "giumat 1.2.3 x86_64 Apache-2.0" {
		t.Errorf("the rpm says of itself %q", about)
	}
	rpm("--install", "--force-debian", "--nodeps", "/root/"+filepath.Base(first))
	p.up(t, "0", 30*time.Second)
	p.guarded(t)
	p.save(t, "an", "/home/an/Documents/mot.docx")
	if out, err := p.try("rpm", "--verify", "--nodeps", "giumat"); err != nil {
		t.Errorf("files are not as the package has them:\n%s", out)
	}

	pid := p.guardPID(t)
	rpm("--upgrade", "--force-debian", "--nodeps", "/root/"+filepath.Base(next))
	p.up(t, pid, 30*time.Second)
	p.guarded(t)
	p.recorded(t, "mot.docx")
	if got := rpm("--query", "giumat"); got != "giumat-1.3.0-1.x86_64" {
		t.Errorf("installed: %s", got)
	}

	said := rpm("--erase", "--force-debian", "--nodeps", "giumat")
	if strings.Contains(said, "error") {
		t.Errorf("the removal says\n%s", said)
	}
	if p.active() {
		t.Error("the guard runs on after the removal")
	}
	for _, gone := range []string{"usr/lib/giumat", "usr/bin/guard", "etc/systemd/system/multi-user.target.wants/giumat.service"} {
		if _, err := os.Lstat(filepath.Join(p.root, gone)); err == nil {
			t.Errorf("left after the removal: /%s", gone)
		}
	}
	for _, stays := range []string{"etc/giumat/guard.yaml", "var/lib/giumat/incidents.db"} {
		if _, err := os.Lstat(filepath.Join(p.root, stays)); err != nil {
			t.Errorf("lost in the removal: %v", err)
		}
	}
}
