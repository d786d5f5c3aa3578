package onaccess

import (
	"os"
	"path/filepath"
	"testing"

	"giumat/guard/event"

	"golang.org/x/sys/unix"
)

// TestFolder: only listed programs are kept from marked files, by their channel.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	deep := filepath.Join(dir, "a", "b")
	if err := os.MkdirAll(deep, 0o700); err != nil {
		t.Fatal(err)
	}
	c := &clerk{}
	g := gate(t, c)
	enter(t, g, dir, event.AtRest)
	for _, d := range []string{filepath.Dir(deep), deep, deep, filepath.Join(dir, "gone")} {
		g.Folder(dir, d)
	}
	for program, channel := range map[string]event.Channel{
		program(t, "firefox"):  event.Webmail,
		program(t, "Zalo"):     event.Chat,
		program(t, "insync"):   event.SyncFolder,
		program(t, "rsync-x1"): event.Clipboard,
	} {
		for _, d := range []string{dir, deep} {
			refuses(t, program, write(t, filepath.Join(d, "secret.docx"), marked))
			allows(t, clean, program, write(t, filepath.Join(d, "plain.docx"), clean))
			allows(t, "text", program, write(t, filepath.Join(d, "plain.txt"), "text"))
		}
		if all := c.seen(); all[len(all)-1].Channel != channel || all[len(all)-1].Drive != (event.Drive{}) {
			t.Errorf("%s: told as %q", filepath.Base(program), all[len(all)-1].Channel)
		}
	}
	allows(t, marked, program(t, "soffice.bin"), filepath.Join(deep, "secret.docx"))
	outside := write(t, filepath.Join(t.TempDir(), "secret.docx"), marked)
	allows(t, marked, "cat", outside)
	refuses(t, "unshare", "-m", "sh", "-c", "mount --bind "+deep+" "+filepath.Dir(outside)+" && cat "+outside)
}

// TestKnown: what is known to be clean is not judged.
func TestKnown(t *testing.T) {
	dir := t.TempDir()
	c := &clerk{known: true}
	g := gate(t, c)
	enter(t, g, dir, event.AtRest)
	allows(t, clean, "cat", write(t, filepath.Join(dir, "plain.docx"), clean))
	if n := len(c.seen()); n != 0 {
		t.Errorf("judged %d times", n)
	}
}

// TestFollow: a marked file is asked about wherever it goes on its file system.
func TestFollow(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	secret := write(t, filepath.Join(dir, "secret.docx"), marked)
	g := gate(t, &clerk{})
	enter(t, g, dir, event.AtRest)
	if err := g.Follow(secret); err != nil {
		t.Fatal(err)
	}
	link, moved := filepath.Join(outside, "link"), filepath.Join(outside, "moved")
	if err := os.Link(secret, link); err != nil {
		t.Fatal(err)
	}
	refuses(t, "cp", link, filepath.Join(outside, "copy"))
	command(t, "mv", secret, moved)
	refuses(t, "cat", moved)
	allows(t, marked, program(t, "soffice.bin"), moved)
	if err := g.Follow(dir); err == nil {
		t.Error("a folder was followed")
	}
	if err := os.Symlink(moved, filepath.Join(dir, "symlink")); err != nil {
		t.Fatal(err)
	}
	if err := g.Follow(filepath.Join(dir, "symlink")); err == nil {
		t.Error("a link was followed")
	}
}

// TestLock: nobody but the guard, under no name, until the last lock is closed.
func TestLock(t *testing.T) {
	for name, drive := range drives {
		t.Run(name, func(t *testing.T) {
			dir := drive(t)
			path := write(t, filepath.Join(dir, "plain.txt"), "text")
			g := gate(t, &clerk{})
			enter(t, g, dir, event.Removable)
			settle(t, g, path)
			one, err := g.Lock(path)
			if err != nil {
				t.Fatal(err)
			}
			two, err := g.Lock(path)
			if err != nil {
				t.Fatal(err)
			}
			reader := program(t, "soffice.bin")
			refuses(t, reader, path)
			if _, err := os.ReadFile(path); err != nil {
				t.Error("the guard cannot open what it locked: ", err)
			}
			one.Close()
			one.Close()
			refuses(t, reader, path)
			two.Close()
			allows(t, "text", reader, path)
		})
	}
}

// TestLockOutside: a lock holds outside every area, too.
func TestLockOutside(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "plain.txt"), "text")
	g := gate(t, &clerk{})
	lock, err := g.Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	refuses(t, program(t, "soffice.bin"), path)
	lock.Close()
	allows(t, "text", program(t, "soffice.bin"), path)
}

// TestExempt: programs that are never asked about, by name and by path.
func TestExempt(t *testing.T) {
	dir := t.TempDir()
	secret := write(t, filepath.Join(dir, "secret.docx"), marked)
	byName, byPath := program(t, "backup"), program(t, "scanner")
	g := gate(t, &clerk{}, func(c *Config) { c.Exempt = []string{"backup", byPath} })
	enter(t, g, dir, event.Removable)
	allows(t, marked, byName, secret)
	allows(t, marked, byPath, secret)
	refuses(t, program(t, "scanner"), secret)
}

// TestPipe: a named pipe has no other end yet; that must hold up nobody.
func TestPipe(t *testing.T) {
	dir := ext4(t)
	g := gate(t, &clerk{})
	enter(t, g, dir, event.Removable)
	pipe := filepath.Join(dir, "pipe")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	allows(t, "text\n", "sh", "-c", "cat "+pipe+" & sleep 0.1; echo text > "+pipe+"; wait")
	allows(t, "text", "cat", write(t, filepath.Join(dir, "plain.txt"), "text"))
}

// TestPanic: a judge that stumbles is a judge that did not decide.
func TestPanic(t *testing.T) {
	dir := t.TempDir()
	path := write(t, filepath.Join(dir, "plain.docx"), clean)
	for _, allow := range []bool{true, false} {
		g := gate(t, &clerk{panics: true, undecided: allow})
		enter(t, g, dir, event.Removable)
		if _, ok := reads(t, "cat", path); ok != allow {
			t.Errorf("undecided means allow: %v; it was: %v", allow, ok)
		}
		g.Close()
	}
}

// TestWholeMount: see also ownFileSystem, which never lets the PC's own disk pass for a drive.
func TestWholeMount(t *testing.T) {
	table := `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 8:2 / /home rw - ext4 /dev/sda2 rw
41 22 8:17 / /media/an/My\040Stick rw,nosuid - exfat /dev/sdb1 rw
42 22 8:17 / /mnt/again rw - exfat /dev/sdb1 rw
43 22 8:2 /share /mnt/share rw - ext4 /dev/sda2 rw
44 22 8:2 / /mnt/home rw - ext4 /dev/sda2 rw
45 22 0:50 /@ /media/b rw - btrfs /dev/sdc1 rw
46 22 8:33 / /mnt/over rw - ext4 /dev/sdd1 rw
47 46 8:2 /x /mnt/over rw - ext4 /dev/sda2 rw
`
	for dir, want := range map[string]bool{
		"/media/an/My Stick": true,
		"/mnt/again":         false, // a second place of the same drive
		"/mnt/share":         false, // a folder of the PC's disk
		"/mnt/home":          false, // the PC's disk once more
		"/media/b":           true,
		"/mnt/over":          false, // a folder on top of a drive
		"/media/an":          false,
	} {
		if got := wholeMount(table, dir); got != want {
			t.Errorf("%s: %v, want %v", dir, got, want)
		}
	}
	for _, bad := range []string{"", "x", "1 2 3 - -", "1 2 8:1 /"} {
		if wholeMount(bad, "/") {
			t.Errorf("%q understood", bad)
		}
	}
	if ownFileSystem("/") || ownFileSystem(t.TempDir()) {
		t.Error("the PC's own disk passed for a drive")
	}
}
