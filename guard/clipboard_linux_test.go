package main

import (
	"bufio"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"giumat/guard/act"
	"giumat/guard/event"
)

// screen starts a display that nobody sees.
func screen(t *testing.T) {
	t.Helper()
	for _, tool := range []string{"Xvfb", "xclip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("NOT RUN: no %s here", tool)
		}
	}
	x := exec.Command("Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp")
	out, err := x.StdoutPipe()
	must(t, err, x.Start())
	t.Cleanup(func() { x.Process.Kill(); x.Wait() })
	number, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(number))
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("XDG_SESSION_TYPE", "x11")
}

// copyFiles puts files on the clipboard, as a file manager does.
func copyFiles(t *testing.T, paths ...string) {
	t.Helper()
	var list strings.Builder
	for _, path := range paths {
		fmt.Fprintf(&list, "%s\r\n", &url.URL{Scheme: "file", Path: path})
	}
	copier := exec.Command("xclip", "-selection", "clipboard", "-t", "text/uri-list")
	copier.Stdin = strings.NewReader(list.String())
	must(t, copier.Run()) // goes on in the background for as long as it has the clipboard
}

func paste() (string, error) {
	out, err := exec.Command("xclip", "-o", "-selection", "clipboard", "-t", "text/uri-list").Output()
	return string(out), err
}

// A list with a marked file cannot be pasted, and its user is told; another list can.
func TestClipboardRefusesMarkedFiles(t *testing.T) {
	screen(t)
	g := newGuard(t, "")
	dir := t.TempDir()
	marked, ordinary := filepath.Join(dir, "Kế hoạch.docx"), filepath.Join(dir, "thuong.docx")
	save(t, marked, document(t, "word-header-MAT.docx"))
	save(t, ordinary, document(t, "ordinary-circular.docx"))
	g.start(t)

	copyFiles(t, ordinary, marked)
	eventually(t, func() error {
		if list, err := paste(); err == nil && list != "" {
			return fmt.Errorf("it can still be pasted; the guard said %s", g.out)
		}
		return nil
	})
	in := g.waitFor(t, 1)[0]
	if in.Channel != event.Clipboard || in.Outcome != act.Blocked || in.Level.String() != "MAT" {
		t.Errorf("%s %s %s", in.Channel, in.Level, in.Outcome)
	}
	if !strings.Contains(g.out.String(), "khay nhớ tạm") {
		t.Errorf("the user was not told: %s", g.out)
	}
	if _, err := os.Stat(marked); err != nil {
		t.Errorf("the file itself: %v", err)
	}

	copyFiles(t, ordinary)
	if list, err := paste(); err != nil || !strings.Contains(list, "thuong.docx") {
		t.Errorf("an ordinary list cannot be pasted: %v", err)
	}
	if n := len(g.incidents(t)); n != 1 {
		t.Errorf("%d incidents, want one", n)
	}
}
