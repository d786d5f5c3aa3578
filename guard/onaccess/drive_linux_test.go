package onaccess

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"giumat/guard/event"
)

// TestDriveReaders lets everybody try to get at a marked file on a drive, and at one that is not.
func TestDriveReaders(t *testing.T) {
	for name, drive := range drives {
		t.Run(name, func(t *testing.T) {
			dir, out := drive(t), t.TempDir()
			secret, plain := write(t, filepath.Join(dir, "secret.docx"), marked), write(t, filepath.Join(dir, "plain.docx"), clean)
			c := &clerk{}
			g := gate(t, c)
			enter(t, g, dir, event.Removable)
			for reader, args := range map[string][]string{
				"cat":     {"cat", "FILE"},
				"dd":      {"dd", "if=FILE", "status=none"},
				"tar":     {"sh", "-c", "tar -cf - FILE 2>/dev/null | tar -xOf -"}, // tar leaves out what it cannot read
				"python3": {"python3", "-c", "import sys; sys.stdout.write(open('FILE').read())"},
				"cp":      {"sh", "-c", "cp FILE OUT/cp && cat OUT/cp"},
				"rsync":   {"sh", "-c", "rsync FILE OUT/rsync && cat OUT/rsync"},
				"install": {"sh", "-c", "install FILE OUT/install && cat OUT/install"},
				"mmap":    {"python3", "-c", "import mmap,sys; f=open('FILE','r+b'); sys.stdout.write(mmap.mmap(f.fileno(),0).read().decode())"},
				"unshare": {"unshare", "-m", "sh", "-c", "mkdir -p OUT/m && mount --bind DIR OUT/m && cat OUT/m/$(basename FILE)"},
				"bind":    {"sh", "-c", "mkdir -p OUT/b && mount --bind DIR OUT/b && { cat OUT/b/$(basename FILE); r=$?; umount OUT/b || { sleep 0.2; umount OUT/b; }; exit $r; }"},
				"mv": {"sh", "-c", "cp -p FILE DIR/again 2>/dev/null; rm -f DIR/again; touch OUT/mv; " +
					"mv FILE OUT/mv 2>/dev/null && cat OUT/mv && mv OUT/mv FILE"},
			} {
				if name == "folder" && reader == "mv" {
					continue // the same disk: nothing is opened, and the file leaves the guarded folder
				}
				if _, err := exec.LookPath(reader); err != nil && reader != "mmap" && reader != "bind" {
					t.Logf("NOT RUN: there is no %s", reader)
					continue
				}
				set := func(file string) []string {
					replace := strings.NewReplacer("FILE", file, "OUT", out, "DIR", dir)
					var line []string
					for _, a := range args {
						line = append(line, replace.Replace(a))
					}
					return line
				}
				line := set(secret)
				if got, ok := reads(t, line[0], line[1:]...); strings.Contains(got, mark) || ok && reader != "tar" {
					t.Errorf("%s: content %v, marked bytes read %v; want it refused", reader, ok, strings.Contains(got, mark))
				}
				line = set(plain)
				allows(t, clean, line[0], line[1:]...)
			}
			noneHas(t, out)
			if text, err := os.ReadFile(secret); err != nil || string(text) != marked {
				t.Errorf("the guard's own reading: %v, want the file as it was", err)
			}
			if s := g.Status(); s.Denied == 0 || s.Late != 0 || s.Areas != 1 {
				t.Errorf("status %+v", s)
			}
			o := c.seen()[0]
			if o.Channel != event.Removable || o.Drive.Label != "STICK" || o.Program == "" || !strings.HasPrefix(o.Path, "/") {
				t.Errorf("opening told as channel %q, drive %+v, program %q", o.Channel, o.Drive, o.Program)
			}
		})
	}
}

// noneHas fails when a file below dir holds a marked byte.
func noneHas(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if text, err := os.ReadFile(filepath.Join(dir, e.Name())); err == nil && strings.Contains(string(text), mark) {
			t.Errorf("marked bytes got out by %s", e.Name())
		}
	}
}

// TestOtherNames: a hard link, a name given later, and a name given while the opener waits.
func TestOtherNames(t *testing.T) {
	dir := ext4(t)
	secret := write(t, filepath.Join(dir, "secret.docx"), marked)
	link, sub := filepath.Join(dir, "link"), filepath.Join(dir, "sub")
	if err := os.Link(secret, link); err != nil {
		t.Fatal(err)
	}
	c := &clerk{hold: make(chan struct{})}
	g := gate(t, c)
	enter(t, g, dir, event.Removable)
	done := make(chan bool)
	go func() {
		out, ok := reads(t, "cat", secret)
		done <- ok || strings.Contains(out, mark)
	}()
	until(t, "cat waits", func() bool { return len(c.seen()) > 0 })
	command(t, "mkdir", sub)
	command(t, "mv", secret, filepath.Join(sub, "x")) // opens nothing
	close(c.hold)
	if <-done {
		t.Error("what was renamed while it was judged was read")
	}
	refuses(t, "cat", filepath.Join(sub, "x"))
	refuses(t, "cat", link)
}

// TestWritten: a drive cannot be unmounted until what was written to it has been judged.
func TestWritten(t *testing.T) {
	for name, drive := range drives {
		t.Run(name, func(t *testing.T) {
			dir := drive(t)
			source := write(t, filepath.Join(t.TempDir(), "secret.docx"), marked)
			c := &clerk{hold: make(chan struct{})}
			began := make(chan event.File, 4)
			g := gate(t, c, func(config *Config) {
				config.Written = writtenFunc(func(f event.File) {
					began <- f
					<-c.hold
				})
			})
			enter(t, g, dir, event.Removable)
			if _, ok := reads(t, "cp", source, filepath.Join(dir, "taken.docx")); !ok {
				t.Fatal("writing to a drive is refused")
			}
			f := <-began
			if f.Path != filepath.Join(dir, "taken.docx") || f.Channel != event.Removable || f.Drive.Label != "STICK" || f.Cause != event.Written {
				t.Errorf("told of channel %q, cause %q, drive %+v, the right path: %v", f.Channel, f.Cause, f.Drive, f.Path == filepath.Join(dir, "taken.docx"))
			}
			if name != "folder" {
				if _, ok := reads(t, "umount", dir); ok {
					t.Error("the drive went before the file on it was judged")
				}
			}
			close(c.hold)
			until(t, "nothing is held", func() bool { return g.Status().Written == 1 })
		})
	}
}

// TestWrittenTooMany: what cannot be held is passed over, and counted.
func TestWrittenTooMany(t *testing.T) {
	dir, hold := ext4(t), make(chan struct{})
	g := gate(t, &clerk{}, func(c *Config) { c.Written = writtenFunc(func(event.File) { <-hold }) })
	enter(t, g, dir, event.Removable)
	reads(t, "sh", "-c", "cd "+dir+" && for i in $(seq 70); do echo text > f$i; done")
	until(t, "the rest is passed over", func() bool { return g.Status().Passed == 70-writingAtOnce })
	close(hold)
	until(t, "all else is told", func() bool { return g.Status().Written == writingAtOnce })
}

// TestWrittenElsewhere: a writer in a mount namespace of its own is told of by a path that the guard can use.
func TestWrittenElsewhere(t *testing.T) {
	dir, private := ext4(t), t.TempDir()
	c := &clerk{}
	g := gate(t, c)
	enter(t, g, dir, event.Removable)
	reads(t, "unshare", "-m", "sh", "-c", "mount --bind "+dir+" "+private+" && echo text > "+private+"/x")
	until(t, "it is told of", func() bool { return len(c.took()) == 1 })
	if f := c.took()[0]; f.Path != filepath.Join(dir, "x") {
		t.Error("told of by a path that does not lead there")
	}
}

// TestDriveBack: the drive goes, with its path, and another comes to the same place.
func TestDriveBack(t *testing.T) {
	image, dir := disk(t), t.TempDir()
	command(t, "mkfs.ext4", "-q", "-F", image)
	g := gate(t, &clerk{})
	for range 3 {
		command(t, "mount", "-o", "loop", image, dir)
		secret := write(t, filepath.Join(dir, "secret.docx"), marked)
		enter(t, g, dir, event.Removable)
		refuses(t, "cat", secret)
		unmount(t, dir)
		g.Leave(dir)
		if n := g.Status().Areas; n != 0 {
			t.Errorf("%d areas left", n)
		}
	}
}
