package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"giumat/detectors/sample"
	"giumat/guard/policy"
	"giumat/guard/report"
)

// officePack knows a stamp that no built-in pack does.
const officePack = `name: nganh
date: 2026-11-20
rules:
  - id: nganh.dau
    title: own stamp
    title_vi: dấu riêng của ngành
    level: MAT
    find: '^DẤU MẬT NGÀNH$'
    hit: [{text: "DẤU MẬT NGÀNH", level: MAT}]
    miss: [{text: "MẬT"}]
`

const officePolicy = "contact: Văn phòng, số 1\n"

// Two PCs of an office, on which a package was installed and nothing else, with a test in place of systemd.
func TestUpdatesOfAService(t *testing.T) {
	r := newOfficeRoot(t)
	r.install()
	t.Run("bundles are taken", func(t *testing.T) {
		t.Parallel()
		testBundlesAreTaken(t, r.another(t))
	})
	t.Run("bundles are refused", func(t *testing.T) {
		t.Parallel()
		testBundlesAreRefused(t, r.another(t))
	})
}

// The service of a PC that was just installed takes the policy and rules on the share soon, and later new programs, which
// stay when they have come up. Nobody has to look after it, and the summary has no alarm.
func testBundlesAreTaken(t *testing.T, r officeRoot) {
	r.makeBundle(1, "/srv/giumat/1.giumat", "--policy", "/opt/policy.yaml", "--pack", "/opt/nganh.yaml")
	m := r.startManager()
	r.buildGuard("opt/new/linux-amd64/guard", "2.0.0", "")
	r.write("opt/new/linux-amd64/tray", "a newer tray")
	first := m.until("bundle 1 is used", func(s guardStatus) bool { return s.Bundle == 1 })
	r.contains("the status", r.run("0", exitOK, "/usr/bin/guard", "status"),
		"nganh 2026-11-20", policyVersion(t, officePolicy), "Phiên bản Giữ Mật: "+first.Version+".", "gói số 1 của cơ quan")

	r.makeBundle(2, "/srv/giumat/2.giumat", "--policy", "/opt/policy.yaml", "--pack", "/opt/nganh.yaml", "--programs", "/opt/new")
	r.contains("the update", r.run("0", exitOK, "/usr/bin/guard", "update", "/srv/giumat"), "Đã cài gói số 2", "Đã thay chương trình guard", "Đã thay chương trình tray")
	m.until("the new guard guards", func(s guardStatus) bool { return s.Bundle == 2 && s.Version == "2.0.0" })
	r.contains("the status of a trial", r.run("0", exitOK, "/usr/bin/guard", "status"), "2.0.0", "của gói số 2 đang chạy thử")
	r.contains("an update in the trial", r.run("0", exitFailed, "/usr/bin/guard", "update", "/srv/giumat/1.giumat"), "đang chạy thử")
	r.userScans()

	awaited(t, "the new guard has said that it came up well", func() bool { return !strings.Contains(r.read("var/lib/giumat/update/update.json"), "pending") })
	if status := r.run("0", exitOK, "/usr/bin/guard", "status"); strings.Contains(status, "chạy thử") {
		t.Errorf("the trial has no end:\n%s", status)
	}
	if got := r.read("usr/lib/giumat/tray"); got != "a newer tray" {
		t.Errorf("the tray is %q", got)
	}
	if n := m.stop(); n != 3 {
		t.Errorf("the service was started %d times: want the first, for bundle 1 and for bundle 2", n)
	}
	if got := r.events(); !slices.Equal(got, []string{"installed", "updated"}) {
		t.Errorf("the summary tells of %q", got)
	}
}

// What is no good is refused or taken back, in words, and the PC is guarded by what it had.
func testBundlesAreRefused(t *testing.T, r officeRoot) {
	r.makeBundle(1, "/opt/1.giumat", "--policy", "/opt/policy.yaml")
	r.install("--bundle", "/opt/1.giumat")
	m := r.startManager()
	first := m.until("bundle 1 is used", func(s guardStatus) bool { return s.Bundle == 1 })
	update := func(exit int, args ...string) string {
		t.Helper()
		return r.run("0", exit, append([]string{"/usr/bin/guard", "update"}, args...)...)
	}
	status := func() string { t.Helper(); return r.run("0", exitOK, "/usr/bin/guard", "status") }

	r.write("opt/failing/linux-amd64/guard", "no program")
	r.makeBundle(2, "/opt/2.giumat", "--programs", "/opt/failing")
	r.contains("a guard that fails its self-test", update(exitFailed, "/opt/2.giumat"), "tự kiểm tra không đạt nên không được cài")
	r.contains("the status after it", status(), "Gói số 2 bị từ chối", "gói số 1 của cơ quan")
	r.run("0", exitOK, "/opt/guard", "bundle", "key", "--out", "/root/other.key")
	r.run("0", exitOK, "/opt/guard", "bundle", "make", "--key", "/root/other.key", "--serial", "3", "--policy", "/opt/policy.yaml", "--out", "/opt/foreign.giumat")
	r.contains("another's bundle", update(exitFailed, "/opt/foreign.giumat"), "không được ký bằng khóa của cơ quan này")
	r.write("opt/changed.giumat", changed(r.read("opt/1.giumat")))
	r.contains("a bundle with another byte", update(exitFailed, "/opt/changed.giumat"), "hỏng")

	r.buildGuard("opt/dying/linux-amd64/guard", "3.0.0", "func lowerPriority() error { os.Exit(1); return nil }")
	r.makeBundle(4, "/opt/4.giumat", "--policy", "/opt/policy.yaml", "--programs", "/opt/dying")
	before := m.count()
	r.contains("a guard that cannot guard", update(exitOK, "/opt/4.giumat"), "Đã cài gói số 4")
	m.until("the old guard is back", func(s guardStatus) bool { return s.Since.After(first.Since) && s.Version == first.Version })
	if n := m.count() - before; n != 5 {
		t.Errorf("%d starts, want three that die, the one that takes itself back, and the old guard", n)
	}
	r.contains("the status after it", status(), "gói số 4 không chạy được; Giữ Mật đã quay về bản cũ", "gói số 1 của cơ quan", first.Version)

	r.makeBundle(5, "/opt/5.giumat", "--policy", "/opt/policy.yaml")
	update(exitOK, "/opt/5.giumat")
	m.until("bundle 5 is used", func(s guardStatus) bool { return s.Bundle == 5 })
	r.contains("an older bundle", update(exitFailed, "/opt/1.giumat"), "cũ hơn gói đang dùng")
	update(exitOK, "/opt/1.giumat", "--allow-older")
	m.until("bundle 1 is used again", func(s guardStatus) bool { return s.Bundle == 1 })
	if got := r.events(); slices.Contains(got, "edited") || slices.Contains(got, "guard_killed") || slices.Contains(got, "guard_stopped") {
		t.Errorf("the summary tells of %q before anybody did anything", got)
	}

	r.damageLastBundle()
	m.until("bundle 5 is used in place of the damaged one", func(s guardStatus) bool { return s.Bundle == 5 })
	r.contains("the status after damage", status(), "Gói đang cài không dùng được", "Giữ Mật đang dùng gói số 5", "gói số 5 của cơ quan")
	awaited(t, "the damage is in the record", func() bool { return slices.Contains(r.events(), "edited bundle") })
	m.stop()
}

// officeRoot is a bare root that a package was unpacked in, and an office's key.
type officeRoot struct{ bareRoot }

func newOfficeRoot(t *testing.T) officeRoot {
	t.Helper()
	if runtime.GOARCH != "amd64" {
		t.Skip("NOT RUN: an office's bundle has programs for amd64")
	}
	r := officeRoot{newBareRoot(t)}
	for _, dir := range []string{"dev", "srv/giumat", "srv/tai-lieu", "usr/lib/giumat", "opt/new/linux-amd64", "opt/dying/linux-amd64", "opt/failing/linux-amd64"} {
		must(t, os.MkdirAll(filepath.Join(r.dir, dir), 0o755))
	}
	r.write("dev/null", "")
	r.write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
	r.write("usr/lib/giumat/guard", r.read("opt/guard"))
	r.write("usr/lib/giumat/tray", r.read("opt/tray"))
	must(t, os.Symlink("/usr/lib/giumat/guard", filepath.Join(r.dir, "usr/bin/guard")))
	r.write("opt/office.yaml", "folders: [/srv/tai-lieu]\nupdates: /srv/giumat\n")
	r.write("opt/policy.yaml", officePolicy)
	r.write("opt/nganh.yaml", officePack)
	r.run("0", exitOK, "/opt/guard", "bundle", "key", "--out", "/root/office.key")
	return r
}

// another is a PC like this one.
func (r officeRoot) another(t *testing.T) officeRoot {
	t.Helper()
	dir := t.TempDir()
	must(t, exec.Command("cp", "-a", r.dir+"/.", dir).Run())
	return officeRoot{bareRoot{t, dir}}
}

// buildGuard builds this guard with another version; lower, if it is not empty, stands in place of how it lowers its
// priority, which comes after Begin and before it guards.
func (r officeRoot) buildGuard(to, version, lower string) {
	r.t.Helper()
	here, err := os.Getwd()
	must(r.t, err)
	dir := r.t.TempDir()
	replaced := map[string]string{}
	replace := func(name, text string) {
		replaced[filepath.Join(here, name)] = filepath.Join(dir, name)
		must(r.t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	replace("version.go", "package main\n\nfunc version() string { return "+strconv.Quote(version)+" }\n")
	if lower != "" {
		replace("priority_linux.go", "package main\n\nimport \"os\"\n\n"+lower+"\n")
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replaced})
	must(r.t, err, os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o644))
	build := exec.Command("go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-o", filepath.Join(r.dir, to), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		r.t.Fatalf("%v\n%s", err, out)
	}
}

func (r officeRoot) install(more ...string) {
	r.t.Helper()
	r.run("0", exitOK, append([]string{
		"/usr/bin/guard", "install", "--packaged", "--settings", "/opt/office.yaml", "--office-key", "/root/office.pub",
	}, more...)...)
}

func (r officeRoot) makeBundle(serial int, to string, parts ...string) {
	r.t.Helper()
	r.run("0", exitOK, append([]string{
		"/opt/guard", "bundle", "make", "--key", "/root/office.key", "--serial", strconv.Itoa(serial), "--out", to,
	}, parts...)...)
}

// userScans lets an ordinary user, who has a home, look at a document with the stamp that the office alone knows.
func (r officeRoot) userScans() {
	r.t.Helper()
	must(r.t, os.WriteFile(filepath.Join(r.dir, "tmp/van-ban.docx"), sample.NewWord().Dispatch("24/SVT-VP", "mẫu dấu riêng", "DẤU MẬT NGÀNH", "Sở gửi mẫu dấu để các đơn vị biết.").Bytes(), 0o644))
	c := r.command("65534", "/usr/bin/guard", "scan", "--format", "jsonl", "/tmp/van-ban.docx")
	c.Env = []string{"HOME=/tmp/nguoi-dung"}
	out, _ := c.CombinedOutput() // the status tells
	if exit := c.ProcessState.ExitCode(); exit != exitMarked || !strings.Contains(string(out), "nganh.dau") {
		r.t.Errorf("an ordinary user's scan: exit status %d\n%s", exit, out)
	}
}

func (r officeRoot) damageLastBundle() {
	r.t.Helper()
	files, err := filepath.Glob(filepath.Join(r.dir, "var/lib/giumat/bundle/*.giumat"))
	must(r.t, err)
	last, err := filepath.Rel(r.dir, slices.Max(files)) // there are less than ten
	must(r.t, err)
	r.write(last, changed(r.read(last)))
}

// changed is bundle 1 with a 3 in place of its number.
func changed(bundle string) string { return strings.Replace(bundle, `"serial": 1`, `"serial": 3`, 1) }

// events are what the summary of this month, which may have begun in the middle of the test, tells of the guard itself.
func (r officeRoot) events() (list []string) {
	r.t.Helper()
	out, err := r.command("0", "/usr/bin/guard", "report", "--period", "month", "--format", "json").Output()
	must(r.t, err)
	var summary report.Report
	must(r.t, json.Unmarshal(out, &summary))
	for _, e := range summary.Events {
		list = append(list, strings.TrimSpace(string(e.Kind)+" "+string(e.Detail)))
	}
	return list
}

func policyVersion(t *testing.T, text string) string {
	t.Helper()
	p, err := policy.Parse([]byte(text))
	must(t, err)
	return p.Version()
}

// manager starts the service, and again whenever it ends, as systemd does for Restart=always.
type manager struct {
	r     officeRoot
	ended chan struct{}

	mu      sync.Mutex
	now     *exec.Cmd
	starts  int
	stopped bool
	said    bytes.Buffer
}

func (r officeRoot) startManager() *manager {
	m := &manager{r: r, ended: make(chan struct{})}
	go m.run()
	r.t.Cleanup(func() { m.stop() })
	return m
}

func (m *manager) run() {
	defer close(m.ended)
	for {
		m.mu.Lock()
		if m.stopped {
			m.mu.Unlock()
			return
		}
		m.starts++
		// The guard is not left behind, whatever ends the test.
		m.now = exec.Command("unshare", "--pid", "--fork", "--kill-child", "--mount-proc=/proc", "--root="+m.r.dir, "/usr/lib/giumat/guard", "service")
		m.now.Env = []string{"PATH=/usr/bin"}
		m.now.Stderr = &m.said
		err := m.now.Start()
		m.mu.Unlock()
		if err == nil {
			_ = m.now.Wait() // it is started again, however it ended
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// stop ends the service as a service manager does, and tells how often it was started.
func (m *manager) stop() int {
	m.mu.Lock()
	m.stopped = true
	unshare := strconv.Itoa(m.now.Process.Pid)
	m.mu.Unlock()
	for {
		if child, err := os.ReadFile(filepath.Join("/proc", unshare, "task", unshare, "children")); err == nil {
			if pid, err := strconv.Atoi(strings.TrimSpace(string(child))); err == nil {
				_ = syscall.Kill(pid, syscall.SIGTERM) // it may have ended
			}
		}
		select {
		case <-m.ended:
			return m.starts
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (m *manager) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.starts
}

// until waits until the guard's own status says so, and gives it.
func (m *manager) until(what string, ok func(guardStatus) bool) (s guardStatus) {
	m.r.t.Helper()
	began := time.Now()
	defer func() {
		m.r.t.Logf("after %v: %s", time.Since(began).Round(100*time.Millisecond), what)
		if m.r.t.Failed() {
			m.stop()
			m.r.t.Logf("the service said:\n%s", &m.said)
		}
	}()
	awaited(m.r.t, what, func() bool {
		s = guardStatus{}
		return json.Unmarshal([]byte(m.r.read("var/lib/giumat/status.json")), &s) == nil && ok(s)
	})
	return s
}

// awaited waits for what takes the guard a minute at most, and a busy PC two.
func awaited(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !ok(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("in vain: %s", what)
		}
	}
}
