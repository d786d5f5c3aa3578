package linux

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A pc is a Debian whose systemd runs, in namespaces of its own.
type pc struct {
	root string // its files, as seen from outside; what it mounts itself is not seen
	init int    // its first process
}

// boot starts a PC for the length of the test.
func boot(t *testing.T) *pc {
	t.Helper()
	fresh := debian(t)
	p := &pc{root: filepath.Join(t.TempDir(), "pc")}
	if out, err := exec.CommandContext(t.Context(), "cp", "-a", fresh, p.root).CombinedOutput(); err != nil {
		t.Fatalf("copy a Debian: %v\n%s", err, tail(out))
	}
	name := "giumat-pc-" + strconv.Itoa(os.Getpid()) + "-" + filepath.Base(filepath.Dir(t.TempDir()))
	alone := []string{"--mount", "--propagation", "private"}
	var said strings.Builder
	cmd := exec.Command("unshare", append(alone, "testdata/boot", p.root, name)...)
	cmd.Stdout, cmd.Stderr = &said, &said
	must(t, cmd.Start())
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // and with it, by --kill-child, all of the PC
		<-ended
		for range 50 { // until the kernel has done away with the last process
			if exec.Command("unshare", append(alone, "testdata/clean", p.root, name)...).Run() == nil {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		select {
		case <-ended:
			t.Skipf("NOT RUN: this machine lets no PC be booted: %s", tail([]byte(said.String())))
		default:
		}
		if p.init = child(cmd.Process.Pid); p.init != 0 {
			out, _ := p.try("systemctl", "is-system-running")
			if strings.HasPrefix(out, "running") || strings.HasPrefix(out, "degraded") { // degraded: a unit that the guard does not need
				return p
			}
		}
		if time.Now().After(deadline) {
			out, _ := p.try("systemctl", "--no-pager", "--failed")
			t.Fatalf("the PC did not come up\n%s\n%s", said.String(), out)
		}
	}
}

// child is the first child of a process, or 0.
func child(pid int) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), " ")
	n, _ := strconv.Atoi(first)
	return n
}

// try runs a program on the PC, for some minutes at most, and returns all that it printed.
func (p *pc) try(args ...string) (string, error) {
	cmd := exec.Command("timeout", append([]string{
		"240", "nsenter", "--target", strconv.Itoa(p.init), "--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup", "--root", "--wd",
		"env", "--ignore-environment", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive",
	}, args...)...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// run is try for what must go well.
func (p *pc) run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := p.try(args...)
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, tail([]byte(out)))
	}
	return strings.TrimSpace(out)
}

// shell is run for a line of shell.
func (p *pc) shell(t *testing.T, line string) string {
	t.Helper()
	return p.run(t, "sh", "-euc", line)
}

// until waits for something to become true on the PC, and returns how long that took.
func (p *pc) until(t *testing.T, what string, limit time.Duration, is func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	for !is() {
		if time.Since(began) > limit {
			log, _ := p.try("journalctl", "--no-pager", "-o", "cat", "-n", "30")
			t.Fatalf("not within %v: %s\n%s", limit, what, log)
		}
		time.Sleep(100 * time.Millisecond)
	}
	return time.Since(began)
}

// put lays a file down on the PC.
func (p *pc) put(t *testing.T, name string, content []byte) {
	t.Helper()
	must(t, os.WriteFile(filepath.Join(p.root, name), content, 0o644))
}

// guardPID is the guard's process as the PC numbers it; "0" while there is none.
func (p *pc) guardPID(t *testing.T) string {
	t.Helper()
	return p.run(t, "systemctl", "show", "--property=MainPID", "--value", "giumat.service")
}

// active tells whether the guard is up, and says so itself.
func (p *pc) active() bool {
	out, err := p.try("systemctl", "is-active", "giumat.service")
	return err == nil && strings.HasPrefix(out, "active")
}
