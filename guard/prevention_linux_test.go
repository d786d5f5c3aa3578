package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
)

// needRights skips where the guard may not ask the system to ask it.
func needRights(t testing.TB) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("NOT RUN: mounts and fanotify need root")
	}
}

// stick is a removable drive: a real file system, mounted from a file.
type stick struct{ image, mount string }

func newStick(t testing.TB, mount string) *stick {
	t.Helper()
	needRights(t)
	s := &stick{image: filepath.Join(t.TempDir(), "stick.img"), mount: mount}
	must(t, os.WriteFile(s.image, nil, 0o600), os.Truncate(s.image, 48<<20), os.MkdirAll(mount, 0o755))
	if out, err := exec.Command("mkfs.ext4", "-q", "-F", s.image).CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: no file system can be made here: %v %s", err, out)
	}
	s.plugIn(t)
	t.Cleanup(func() { exec.Command("umount", "-l", mount).Run() })
	return s
}

func (s *stick) plugIn(t testing.TB) {
	t.Helper()
	if out, err := exec.Command("mount", "-o", "loop", s.image, s.mount).CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: no file system can be mounted here: %v %s", err, out)
	}
}

// takeOut waits until the drive is let go, as the button "safely remove" does.
func (s *stick) takeOut(t testing.TB) {
	t.Helper()
	eventually(t, func() error {
		out, err := exec.Command("umount", s.mount).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		return nil
	})
}

// sh runs a command line as another program would, and gives what it printed. It may fail.
func sh(t testing.TB, dir, line string) (string, error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "sh", "-c", line)
	command.Dir = dir
	out, err := command.CombinedOutput()
	return string(out), err
}

// waysToCopy put the file "in" on the drive, in the current folder, as "out". They need a program that may not be there.
var waysToCopy = []struct{ program, line string }{
	{"cp", "cp {in} {out}"},
	{"cp", "cp -p {in} {out}"},
	{"mv", "cp {in} {in}.2 && mv {in}.2 {out}"},
	{"rsync", "rsync -a {in} {out}"},
	{"dd", "dd if={in} of={out} bs=4k status=none"},
	{"tar", `tar -C "$(dirname {in})" -cf - "$(basename {in})" | tar -xf - && mv "$(basename {in})" {out}`},
	{"python3", `python3 -c "import shutil; shutil.copyfile('{in}', '{out}')"`},
	{"cp", "mkdir -p new/folder && cp {in} new/folder/x && mv new/folder/x {out}"},
	{"cp", "mkdir ../bound && mount --bind . ../bound && cp {in} ../bound/{out}; until umount ../bound; do sleep 0.1; done; rmdir ../bound"},
	{"unshare", "unshare -m cp {in} {out}"},
}

// A marked file that is copied to a drive, in whatever way, is never there for another program to read; an unmarked one
// is there, whole.
func TestDriveGivesNoMarkedFile(t *testing.T) {
	g := newGuard(t, "")
	newStick(t, g.usb)
	dir := t.TempDir()
	marked, ordinary := document(t, "word-header-MAT.docx"), document(t, "ordinary-circular.docx")
	save(t, filepath.Join(dir, "mat.docx"), marked)
	save(t, filepath.Join(dir, "thuong.docx"), ordinary)
	g.start(t)
	if !strings.Contains(g.out.String(), "Chặn trước: đang bật") {
		t.Skipf("NOT RUN: no fanotify here: %s", g.out)
	}
	for i, way := range waysToCopy {
		t.Run(fmt.Sprintf("%d %s", i, way.program), func(t *testing.T) {
			if _, err := exec.LookPath(way.program); err != nil {
				t.Skipf("NOT RUN: no %s here", way.program)
			}
			copyTo := func(in, out string) string {
				return strings.NewReplacer("{in}", filepath.Join(dir, in), "{out}", out).Replace(way.line)
			}
			out, err := sh(t, g.usb, copyTo("mat.docx", fmt.Sprintf("m%d.docx", i))+fmt.Sprintf("; cat m%d.docx", i))
			if bytes.Contains([]byte(out), marked[:64]) {
				t.Errorf("a marked file was read on the drive (%v)", err)
			}
			if out, err := sh(t, g.usb, copyTo("thuong.docx", fmt.Sprintf("o%d.docx", i))); err != nil {
				t.Fatalf("an ordinary file was not copied: %v %s", err, out)
			}
			got, err := exec.Command("cat", filepath.Join(g.usb, fmt.Sprintf("o%d.docx", i))).Output()
			if err != nil || !bytes.Equal(got, ordinary) {
				t.Errorf("the ordinary file is not whole on the drive: %d bytes, %v", len(got), err)
			}
		})
	}
	eventually(t, func() error {
		for path, content := range files(t, g.usb) {
			if !bytes.Equal(content, ordinary) {
				return fmt.Errorf("%q is left on the drive", filepath.Base(path))
			}
		}
		return nil
	})
	for _, content := range g.held(t) {
		if !bytes.Equal(content, marked) {
			t.Error("a held file is not what was copied")
		}
	}
}

// A drive cannot be taken out before what was just copied to it was judged.
func TestDriveIsTakenOutAtOnce(t *testing.T) {
	g := newGuard(t, "")
	s := newStick(t, g.usb)
	source := filepath.Join(t.TempDir(), "a.docx")
	save(t, source, document(t, "word-header-MAT.docx"))
	g.start(t)
	for range 5 {
		if out, err := sh(t, g.usb, "cp "+source+" ban-sao.docx"); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		s.takeOut(t)
		bare := t.TempDir()
		if out, err := exec.Command("mount", "-o", "loop,ro", s.image, bare).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		for path := range files(t, bare) {
			t.Errorf("%q left the PC on the drive", filepath.Base(path))
		}
		must(t, exec.Command("umount", bare).Run())
		g.sees(t, false)
		s.plugIn(t)
		g.sees(t, true)
	}
	attempts := 0
	for _, in := range g.waitFor(t, 1) { // one for each name that the system gave the drive
		attempts += in.Count
	}
	if attempts != 5 {
		t.Errorf("%d attempts are in the record, want 5", attempts)
	}
}

// sees waits until the guard knows that a drive is mounted, or none.
func (g *runningGuard) sees(t testing.TB, mounted bool) {
	t.Helper()
	eventually(t, func() error {
		status, err := os.ReadFile(filepath.Join(g.data, "status.json"))
		if err != nil || strings.Contains(string(status), "/dev/loop") != mounted {
			return fmt.Errorf("the drive is not as it should be, mounted %v: %v", mounted, err)
		}
		return nil
	})
}

// In a guarded folder the programs of the list cannot open a marked file, whatever its name; others can.
func TestFolderKeepsProgramsOut(t *testing.T) {
	needRights(t)
	g := newGuard(t, "")
	path := filepath.Join(g.docs, "Kế hoạch.docx")
	marked := document(t, "word-header-MAT.docx")
	save(t, path, marked)
	save(t, filepath.Join(g.docs, "thuong.docx"), document(t, "ordinary-circular.docx"))
	outside := t.TempDir()
	must(t, os.Link(path, filepath.Join(outside, "link.docx")))
	g.start(t)
	g.waitFor(t, 1)
	for _, line := range []string{
		`cat "Kế hoạch.docx"`, `cp "Kế hoạch.docx" copy.docx`, `dd status=none if="Kế hoạch.docx"`, `tar -cf - "Kế hoạch.docx"`,
		`mv "Kế hoạch.docx" renamed.docx; cat renamed.docx; mv renamed.docx "Kế hoạch.docx"`, "cat " + filepath.Join(outside, "link.docx"),
		"mkdir ../bound && mount --bind . ../bound; cat ../bound/*.docx; umount ../bound; rmdir ../bound",
	} {
		if out, _ := sh(t, g.docs, line); strings.Contains(out, string(marked[:64])) {
			t.Errorf("%s: read", line)
		}
	}
	if out, err := sh(t, g.docs, "cat thuong.docx | cmp - thuong.docx"); err != nil {
		t.Errorf("an ordinary file: %v %s", err, out)
	}
	if out, err := sh(t, g.docs, `wc -c "Kế hoạch.docx"`); err != nil {
		t.Errorf("a program that is not on the list: %v %s", err, out)
	}
	if _, err := exec.LookPath("soffice"); err == nil {
		if out, err := sh(t, g.docs, `soffice --headless -env:UserInstallation=file://`+outside+`/profile --convert-to txt --outdir `+outside+` "Kế hoạch.docx"`); err != nil {
			t.Errorf("LibreOffice: %v %s", err, out)
		}
		if _, err := os.Stat(filepath.Join(outside, "Kế hoạch.txt")); err != nil {
			t.Errorf("LibreOffice could not open the file: %v", err)
		}
	}
	var blocked []incident.Incident
	for _, in := range g.incidents(t) {
		if in.Outcome == act.Blocked {
			blocked = append(blocked, in)
		}
	}
	if len(blocked) < 4 {
		t.Errorf("%d incidents of programs kept out", len(blocked))
	}
	for _, in := range blocked {
		if in.Channel != event.Clipboard || in.Program == "" {
			t.Errorf("channel %s, program %q", in.Channel, in.Program)
		}
	}
}

// A drive that comes with a marked file keeps it, and no program can open it there until somebody has a reason.
func TestDriveThatBringsMarkedFiles(t *testing.T) {
	g := newGuard(t, "")
	s := newStick(t, g.usb)
	marked := document(t, "word-header-MAT.docx")
	save(t, filepath.Join(g.usb, "cua-toi.docx"), marked)
	s.takeOut(t)
	g.start(t)
	time.Sleep(3 * time.Second) // what was written a moment before the drive came may have been written here
	s.plugIn(t)
	list := g.waitFor(t, 1)
	if in := list[0]; in.Outcome != act.Blocked || in.Channel != event.Removable || in.Device == "" {
		t.Errorf("%s on %s of %q", in.Outcome, in.Channel, in.Device)
	}
	if out, err := sh(t, g.usb, "wc -c cua-toi.docx"); err == nil {
		t.Errorf("a program opened it: %s", out)
	}
	var out bytes.Buffer
	if exit := run(t.Context(), []string{"quarantine", "list", "--data", g.data}, &out, &out); exit != exitOK || !strings.Contains(out.String(), "khóa tại chỗ") {
		t.Fatalf("guard quarantine list: %s", out.String())
	}
	id, _, _ := strings.Cut(out.String(), " ")
	out.Reset()
	exit := run(t.Context(), []string{"quarantine", "restore", "--reason", "văn bản đã giải mật", "--data", g.data, "--config", g.config, id}, &out, &out)
	if exit != exitOK {
		t.Fatalf("guard quarantine restore: %s", out.String())
	}
	if out, err := sh(t, g.usb, "wc -c cua-toi.docx"); err != nil {
		t.Errorf("still locked: %v %s", err, out)
	}
	s.takeOut(t)
}
