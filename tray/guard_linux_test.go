package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// realGuard builds the guard and runs it on a folder that stands for a removable drive.
func (d *desktop) realGuard() (drive string) {
	d.t.Helper()
	program := filepath.Join(d.home, "guard")
	build := exec.Command("go", "build", "-o", program, "giumat/guard")
	if out, err := build.CombinedOutput(); err != nil {
		d.t.Fatalf("build the guard: %v: %s", err, out)
	}
	dir := d.t.TempDir() // the guard does not look into its data folder, which is home
	drive = filepath.Join(dir, "USB")
	settings := filepath.Join(dir, "giumat.yaml")
	err := errors.Join(os.Mkdir(drive, 0o755),
		os.WriteFile(settings, []byte("folders: []\nremovable: [USB]\npolicy: policy.yaml\n"), 0o600),
		os.WriteFile(filepath.Join(dir, "policy.yaml"), []byte("heightened: []\ncontact: Trực ban, 024 3000 0000\n"), 0o600))
	if err != nil {
		d.t.Fatal(err)
	}
	d.start(program, "run", "--config", settings, "--data", d.home)
	return drive
}

// notWord is a file that claims to be a Word document and cannot be read as one: the guard asks before it leaves.
var notWord = []byte("không phải tệp Word")

// From a copy to a removable drive to its end: the real guard, the real windows, and the answers of a user's hand.
func TestWithTheRealGuard(t *testing.T) {
	d := newDesktop(t, false)
	drive := d.realGuard()
	d.startPanel()
	d.startTray()
	d.seen("green", iconGreen)
	d.firstRow("Máy này đang được canh")

	const title = "Chưa kiểm tra được tài liệu: có mang ra ngoài không?"
	copyOut := func(name string) string {
		t.Helper()
		path := filepath.Join(drive, name)
		if err := os.WriteFile(path, append([]byte(name), notWord...), 0o600); err != nil {
			t.Fatal(err)
		}
		d.xdotool("windowfocus --sync " + d.window(title))
		return path
	}
	gone := func(path string) bool {
		_, err := os.Lstat(path)
		return errors.Is(err, fs.ErrNotExist)
	}

	stopped := copyOut("dừng.docx")
	if !gone(stopped) {
		t.Error("the file is on the drive while its user is asked")
	}
	d.xdotool("key Return") // the button that stops is the one that has the focus
	d.eventually("the window is closed", func() bool { return !d.opens(title)() })

	taken := copyOut("tiếp tục.docx")
	d.xdotool("key Tab", "key Return")
	d.eventually("the reason is asked for", d.opens("^"+title))
	d.xdotool("type --delay 20 da-xem-khong-co-dau", "key Return")
	d.eventually("the file is back", func() bool { return !gone(taken) })
	if got, err := os.ReadFile(taken); err != nil || !bytes.HasSuffix(got, notWord) {
		t.Errorf("the file that is back is not the one that was taken: %v", err)
	}
	if !gone(stopped) {
		t.Error("the file that was stopped is back")
	}
	d.eventually("the menu tells of all three", func() bool {
		return slices.ContainsFunc(d.rows(), func(r dbusRow) bool { return r.label == "Hôm nay: 3 việc được ghi" })
	})
	out := d.output(filepath.Join(d.home, "guard"), "incidents", "--format", "jsonl", "--data", d.home)
	if !strings.Contains(string(out), `"outcome":"released"`) || !strings.Contains(string(out), `"reason":"da-xem-khong-co-dau"`) {
		t.Errorf("the record holds no release with its reason: %s", out)
	}
}
