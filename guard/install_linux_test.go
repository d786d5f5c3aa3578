package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// bareRoot is a root folder with nothing in it but the programs that an administrator brought.
type bareRoot struct {
	t   *testing.T
	dir string
}

func newBareRoot(t *testing.T) bareRoot {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("NOT RUN: to change the root folder takes root")
	}
	r := bareRoot{t, t.TempDir()}
	for _, dir := range []string{"etc", "usr/bin", "usr/lib", "var/lib", "var/cache", "proc", "root", "opt"} {
		must(t, os.MkdirAll(filepath.Join(r.dir, dir), 0o755))
	}
	must(t, os.Mkdir(filepath.Join(r.dir, "tmp"), 0o777), os.Chmod(filepath.Join(r.dir, "tmp"), 0o777))
	if out, err := r.command("0", "none").CombinedOutput(); !strings.Contains(string(out), "none") {
		t.Skipf("NOT RUN: no root folder of its own to be had: %v %s", err, out)
	}
	build := exec.Command("go", "build", "-o", filepath.Join(r.dir, "opt", "guard"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // there are no libraries
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	r.write("opt/tray", "a tray")
	return r
}

// command runs a program as a user in the root folder.
func (r bareRoot) command(user string, args ...string) *exec.Cmd {
	c := exec.CommandContext(r.t.Context(), "unshare", append([]string{
		"--pid", "--fork", "--mount-proc=/proc", "--root=" + r.dir, "--setuid=" + user, "--setgid=" + user,
	}, args...)...)
	c.Env = []string{"HOME=/root", "PATH=/usr/bin"}
	return c
}

// run runs a program and checks its exit status.
func (r bareRoot) run(user string, exit int, args ...string) string {
	r.t.Helper()
	c := r.command(user, args...)
	out, _ := c.CombinedOutput() // the status tells
	if got := c.ProcessState.ExitCode(); got != exit {
		r.t.Errorf("%v: exit status %d, want %d\n%s", args, got, exit, out)
	}
	return string(out)
}

func (r bareRoot) write(name, text string) {
	r.t.Helper()
	must(r.t, os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o755))
}

func (r bareRoot) read(name string) string {
	data, _ := os.ReadFile(filepath.Join(r.dir, name)) // none is empty
	return string(data)
}

func (r bareRoot) contains(what, text string, parts ...string) {
	r.t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			r.t.Errorf("%s lacks %q:\n%s", what, part, text)
		}
	}
}

// By hand, on a system without systemd and browsers: installed, installed again, examined, taken off.
func TestInstallInRoot(t *testing.T) {
	r := newBareRoot(t)
	r.write("opt/office.yaml", "# cơ quan\nfolders: [/srv]\nbrowser: {extensions: ["+strings.Repeat("a", 32)+"], update_url: 'https://co-quan.example/u.xml'}\n")
	r.write("opt/bad.yaml", "folders: 7\n")

	r.contains("an ordinary user", r.run("65534", exitFailed, "/opt/guard", "install"), "sudo")
	r.contains("broken settings", r.run("0", exitFailed, "/opt/guard", "install", "--settings", "/opt/bad.yaml"), "line 1")
	r.run("0", exitOK, "/opt/guard", "install", "--dry-run", "--settings", "/opt/office.yaml")
	if _, err := os.Stat(filepath.Join(r.dir, "etc/giumat")); err == nil {
		t.Error("something was changed when nothing was to be")
	}

	first := r.run("0", exitOK, "/opt/guard", "install", "--settings", "/opt/office.yaml", "--summary", "/srv/bao-cao")
	r.contains("the first installation", first, "/usr/lib/giumat/guard", "/etc/giumat/guard.yaml", "systemd", "Chromium")
	r.contains("settings", r.read("etc/giumat/guard.yaml"), "# cơ quan", "folder: /srv/bao-cao")
	r.contains("the unit", r.read("etc/systemd/system/giumat.service"), "ExecStart=/usr/lib/giumat/guard service")
	r.contains("the native host", r.read("usr/lib/giumat/native-host"), "exec '/usr/lib/giumat/guard' native-host -- ")
	again := r.run("0", exitOK, "/usr/bin/guard", "install")
	if strings.Contains(again, "/etc/giumat") || strings.Contains(again, "/usr/lib/giumat") {
		t.Errorf("installed again:\n%s", again)
	}

	for user, exit := range map[string]int{"0": exitFailed, "65534": exitFailed} { // no systemd runs there
		table := r.run(user, exit, "/usr/bin/guard", "doctor")
		if n := strings.Count(table, "CHƯA ĐẠT"); n != 1 {
			t.Errorf("for user %s %d parts are not good, want the service alone:\n%s", user, n, table)
		}
	}

	r.contains("an ordinary user", r.run("65534", exitFailed, "/usr/bin/guard", "uninstall"), "sudo")
	r.run("0", exitOK, "/usr/bin/guard", "uninstall")
	for _, gone := range []string{"usr/lib/giumat", "usr/bin/guard", "var/cache/giumat", "etc/chromium", "etc/systemd/system/giumat.service"} {
		if _, err := os.Lstat(filepath.Join(r.dir, gone)); err == nil {
			t.Errorf("%s is left", gone)
		}
	}
	r.contains("settings", r.read("etc/giumat/guard.yaml"), "# cơ quan")
	r.run("0", exitOK, "/opt/guard", "uninstall", "--purge")
	for _, gone := range []string{"etc/giumat", "var/lib/giumat"} {
		if _, err := os.Lstat(filepath.Join(r.dir, gone)); err == nil {
			t.Errorf("%s is left of a guard that never had a record", gone)
		}
	}
}
