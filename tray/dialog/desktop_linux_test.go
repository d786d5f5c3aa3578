package dialog

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// desktop is a screen of the test's own, with real windows on it and a user who has only keys.
type desktop struct {
	t    *testing.T
	seen []string // windows that the user has dealt with, with their process, as numbers of windows come again
}

// newDesktop starts one and makes it this process's display. Without the programs that it and the test need, the test
// is skipped.
func newDesktop(t *testing.T, needs ...string) *desktop {
	t.Helper()
	for _, program := range append(needs, "Xvfb", "openbox", "xdotool") {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	start(t, exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1000x700x24", "-nolisten", "tcp"), w)
	w.Close()
	number := make([]byte, 16)
	n, err := r.Read(number)
	if err != nil {
		t.Fatalf("Xvfb: %v", err)
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(string(number[:n])))
	t.Setenv("LC_ALL", "C.UTF-8")
	t.Setenv("NO_AT_BRIDGE", "1")
	start(t, exec.Command("openbox"))
	d := &desktop{t: t}
	d.until("no window manager", func() bool { return exec.Command("xdotool", "get_num_desktops").Run() == nil })
	return d
}

// start runs a program until the test ends.
func start(t *testing.T, cmd *exec.Cmd, files ...*os.File) {
	t.Helper()
	cmd.ExtraFiles = files
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
}

// next waits for a window that was not there before, puts the keyboard on it and returns the number of its process.
func (d *desktop) next(title string) string {
	d.t.Helper()
	pid := ""
	d.until("no window "+title, func() bool { pid = d.look(title); return pid != "" })
	return pid
}

// until waits for something to become true.
func (d *desktop) until(otherwise string, ready func() bool) {
	d.t.Helper()
	for range 1200 {
		if ready() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	d.t.Fatal(otherwise)
}

// look is next without waiting: the process is empty when there is no such window.
func (d *desktop) look(title string) string {
	// Windows come and go meanwhile, so that xdotool may fail at any step.
	ids, _ := exec.Command("xdotool", "search", "--onlyvisible", "--name", title).Output()
	for _, id := range strings.Fields(string(ids)) {
		out, _ := exec.Command("xdotool", "getwindowpid", id).Output()
		pid := strings.TrimSpace(string(out))
		window := pid + " " + id
		if pid == "" || slices.Contains(d.seen, window) {
			continue
		}
		if exec.Command("xdotool", "windowactivate", "--sync", id).Run() == nil {
			d.seen = append(d.seen, window)
			return pid
		}
	}
	return ""
}

func (d *desktop) do(args ...string) {
	d.t.Helper()
	out, err := exec.Command("xdotool", args...).CombinedOutput()
	if err != nil {
		d.t.Fatalf("xdotool %s: %v %s", strings.Join(args, " "), err, out)
	}
}

func (d *desktop) key(names ...string) {
	d.t.Helper()
	d.do(append([]string{"key", "--delay", "60"}, names...)...)
}

func (d *desktop) write(text string) {
	d.t.Helper()
	d.do("type", "--delay", "40", text)
}

// kill ends the program of a window.
func (d *desktop) kill(pid string) {
	d.t.Helper()
	if err := exec.Command("kill", "-KILL", pid).Run(); err != nil {
		d.t.Fatal(err)
	}
}
