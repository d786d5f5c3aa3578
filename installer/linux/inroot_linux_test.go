package linux

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giumat/detectors/sample"
)

// programs builds the real ones.
func programs(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	cmd := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", dir, "giumat/guard", "giumat/tray")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, tail(out))
	}
	return dir
}

// official is a PC with an official, An, who has a folder of documents, and with the packages in /root.
func official(t *testing.T, packages ...string) *pc {
	t.Helper()
	p := boot(t)
	p.run(t, "useradd", "--create-home", "--shell", "/bin/sh", "an")
	p.run(t, "su", "an", "-c", "mkdir ~/Documents")
	for _, path := range packages {
		content, err := os.ReadFile(path)
		must(t, err)
		p.put(t, "root/"+filepath.Base(path), content)
	}
	p.put(t, "root/marked.docx", sample.NewWord().MarkedDispatch("MẬT", "21/SMT-VP", "họp giao ban").Bytes())
	return p
}

// save puts a marked document where An saves one, and waits for its incident.
func (p *pc) save(t *testing.T, path string) {
	t.Helper()
	p.shell(t, "su an -c 'cat >"+path+"' </root/marked.docx")
	p.recorded(t, filepath.Base(path))
}

// recorded waits for the incident of a file.
func (p *pc) recorded(t *testing.T, name string) {
	t.Helper()
	p.until(t, "an incident of "+name, 20*time.Second, func() bool {
		out, err := p.try("guard", "incidents")
		return err == nil && strings.Contains(out, name)
	})
}

// up waits for a guard other than that of the process before to be active.
func (p *pc) up(t *testing.T, before string, limit time.Duration) time.Duration {
	t.Helper()
	return p.until(t, "the guard is up", limit, func() bool {
		now := p.guardPID(t) // first: systemd may not yet have noticed the end of the one before
		return now != "0" && now != before && p.active()
	})
}

// guarded checks that the guard says that all is well, and that it has found An's documents by itself.
func (p *pc) guarded(t *testing.T) {
	t.Helper()
	p.until(t, "guard status is good", 10*time.Second, func() bool {
		out, err := p.try("guard", "status")
		return err == nil && strings.Contains(out, "/home/an/Documents")
	})
}

// files lists all that is on the PC's own disk, without what logs, package managers and systemd write for themselves.
func (p *pc) files(t *testing.T) map[string]bool {
	t.Helper()
	others := []string{
		"root", "tmp", "run", "var/log", "var/lib/dpkg", "var/lib/rpm", "var/lib/systemd", "var/tmp", "var/cache/ldconfig", "etc/ld.so.cache",
	}
	list := map[string]bool{}
	err := filepath.WalkDir(p.root, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(p.root, path)
		for _, other := range others {
			if name == other && d.IsDir() {
				return filepath.SkipDir
			}
			if name == other {
				return nil
			}
		}
		list[name] = true
		return err
	})
	must(t, err)
	return list
}

// more lists what is in after and not in before.
func more(before, after map[string]bool) (list []string) {
	for name := range after {
		if !before[name] {
			list = append(list, name)
		}
	}
	return list
}
