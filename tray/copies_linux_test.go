package main

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"giumat/detectors/detecttest"
)

// A marked file that was copied cannot be pasted, whether the guard has a screen of its own, as the one that a user
// starts, or none, as a service; and that is recorded once.
func TestClipboardWithTheRealGuard(t *testing.T) {
	if _, err := exec.LookPath("xclip"); err != nil {
		t.Skip("SKIPPED: no xclip here")
	}
	for name, screen := range map[string][]string{"with a screen": nil, "without one": {"DISPLAY="}} {
		t.Run(name, func(t *testing.T) {
			d := newDesktop(t, false)
			env := d.env
			d.env = slices.Concat(env, screen)
			d.realGuard()
			d.env = env
			d.startPanel()
			d.startTray()
			d.seen("green", iconGreen)
			guard := filepath.Join(d.home, "guard")
			d.eventually("the clipboard is looked at", func() bool {
				said, err := os.ReadFile(filepath.Join(d.home, "status.json"))
				return err == nil && strings.Contains(string(said), "clipboard_on")
			})

			dir := t.TempDir()
			marked, ordinary := filepath.Join(dir, "Kế hoạch.docx"), filepath.Join(dir, "thuong.docx")
			for path, sample := range map[string]string{marked: "word-header-MAT.docx", ordinary: "ordinary-circular.docx"} {
				if err := os.WriteFile(path, sampleFile(t, sample), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			d.copyFiles(ordinary, dir)
			d.eventually("the list is off the clipboard", func() bool { return !strings.Contains(d.paste(), "docx") })
			incidents := ""
			d.eventually("it is recorded", func() bool {
				incidents = string(d.output(guard, "incidents", "--format", "jsonl", "--data", d.home))
				return strings.Contains(incidents, `"channel":"clipboard"`)
			})
			if strings.Count(incidents, "\n") != 1 || !strings.Contains(incidents, `"outcome":"blocked"`) {
				t.Errorf("recorded: %s", incidents)
			}
			d.copyFiles(ordinary)
			if got := d.paste(); !strings.Contains(got, "thuong.docx") {
				t.Errorf("an ordinary list cannot be pasted: %q", got)
			}
		})
	}
}

func sampleFile(t *testing.T, name string) []byte {
	t.Helper()
	for _, c := range detecttest.Cases() {
		if c.Name == name {
			return c.Bytes
		}
	}
	t.Fatalf("no document %q in the set", name)
	return nil
}

// copyFiles puts files on the clipboard, as a file manager does.
func (d *desktop) copyFiles(paths ...string) {
	d.t.Helper()
	var list strings.Builder
	for _, path := range paths {
		list.WriteString((&url.URL{Scheme: "file", Path: path}).String() + "\r\n")
	}
	copier := d.command("xclip", "-selection", "clipboard", "-t", "text/uri-list", "-quiet") // for as long as it has the clipboard
	copier.Stdin = strings.NewReader(list.String())
	d.launch(copier)
	d.eventually("the list is on the clipboard, or was", func() bool {
		return strings.Contains(d.paste(), filepath.Base(paths[0])) || copier.ProcessState != nil || d.paste() == ""
	})
}

// paste is the list of files on the clipboard; empty if there is none.
func (d *desktop) paste() string {
	out, err := d.command("xclip", "-o", "-selection", "clipboard", "-t", "text/uri-list").Output()
	if err != nil {
		return ""
	}
	return string(out)
}
