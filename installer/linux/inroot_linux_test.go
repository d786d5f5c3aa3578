package linux

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"giumat/detectors/sample"
)

// programs builds the real ones, and the client of the tests.
func programs(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	cmd := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", dir,
		"giumat/guard", "giumat/tray", "giumat/installer/linux/testdata/client")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, tail(out))
	}
	return dir
}

// official is a PC with the officials An and Binh, who each have a folder of documents, and with some files in /root.
func official(t *testing.T, files ...string) *pc {
	t.Helper()
	p := boot(t)
	for _, path := range files {
		content, err := os.ReadFile(path)
		must(t, err)
		p.put(t, "root/"+filepath.Base(path), content)
	}
	for i, user := range []string{"an", "binh"} {
		p.run(t, "useradd", "--create-home", "--shell", "/bin/sh", user)
		p.run(t, "su", user, "-c", "mkdir ~/Documents")
		p.put(t, "root/"+user+".docx", sample.NewWord().MarkedDispatch("MẬT", strconv.Itoa(21+i)+"/SMT-VP", "họp giao ban").Bytes())
	}
	return p
}

// save puts a marked document where a user saves one, and waits for its incident.
func (p *pc) save(t *testing.T, user, path string) {
	t.Helper()
	p.shell(t, "su "+user+" -c 'cat >"+path+"' </root/"+user+".docx")
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
