package watch

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"giumat/guard/drives"
	"giumat/guard/event"

	"golang.org/x/sys/unix"
)

// mountTmpfs mounts an empty file system at dir, or skips the test.
func mountTmpfs(t *testing.T, dir string) (unmount func()) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("NOT RUN: mounting needs root")
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "giumat-test", dir).CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: mount is refused: %s", out)
	}
	mounted := true
	unmount = func() {
		if !mounted {
			return
		}
		mounted = false
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("the watcher keeps the drive busy: umount: %s", out)
			_ = unix.Unmount(dir, unix.MNT_DETACH)
		}
	}
	t.Cleanup(unmount)
	return unmount
}

func TestRealMount(t *testing.T) {
	listed := filepath.Join(folder(t), "media")
	for name, mount := range map[string]string{"at the listed folder": listed, "inside it": filepath.Join(listed, "stick")} {
		t.Run(name, func(t *testing.T) {
			mkdir(t, mount)
			r := start(t, Config{Removable: []string{listed}, Drives: drives.System})
			for i := range 3 { // the kernel gives each the same numbers
				unmount := mountTmpfs(t, mount)
				dir := filepath.Join(mount, "a", strconv.Itoa(i))
				mkdir(t, dir)
				path := filepath.Join(dir, "x.docx")
				write(t, path, "text")
				r.awaits(path)
				write(t, filepath.Join(dir, "y.docx"), "text")
				r.awaits(filepath.Join(dir, "y.docx"))
				if f := r.last(path); f.Channel != event.Removable || f.Drive.Device == "" {
					t.Errorf("event %+v, want from a drive", f)
				}
				unmount()
				r.until("the watches are gone", func() bool { return r.Status().Watched <= 2 })
			}
			if p := r.Status().Problems; len(p) > 0 {
				t.Errorf("problems %v, want none", p)
			}
		})
	}
}

// A file that was copied before the drive was heard of is found by the sweep, whatever its time.
func TestRealMountIsSwept(t *testing.T) {
	listed := folder(t)
	r := start(t, Config{Removable: []string{listed}, Drives: drives.System})
	mountTmpfs(t, listed)
	path := filepath.Join(listed, "x.docx")
	write(t, path, "text")
	age(t, path)
	r.awaits(path)
	if d := r.Status().Drives; !slices.ContainsFunc(d, func(d Drive) bool { return d.Device == "giumat-test" }) {
		t.Errorf("drives %v, want the one mounted", d)
	}
}

// image makes a disk of 8 MB in a file, with an ext4 file system that holds x.docx, or skips the test.
func image(t *testing.T, mount string) (path string) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("NOT RUN: mounting needs root")
	}
	path = filepath.Join(t.TempDir(), "disk")
	if err := os.WriteFile(path, make([]byte, 8<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mkfs.ext4", "-q", path).CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: no file system can be made: %v %s", err, out)
	}
	unmount := mountImage(t, path, mount)
	write(t, filepath.Join(mount, "x.docx"), "text")
	unmount()
	return path
}

func mountImage(t *testing.T, path, dir string) (unmount func()) {
	t.Helper()
	if out, err := exec.Command("mount", "-o", "loop", path, dir).CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: mount is refused: %s", out)
	}
	unmount = sync.OnceFunc(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("the watcher keeps the drive busy: umount: %s", out)
			_ = unix.Unmount(dir, unix.MNT_DETACH)
		}
	})
	t.Cleanup(unmount)
	return unmount
}

// What lay on a drive is told apart from what was copied to it, even when the copy keeps its time.
func TestRealDriveAndWhatItBrought(t *testing.T) {
	listed, outside := folder(t), folder(t)
	disk := image(t, listed)
	original := filepath.Join(outside, "y.docx")
	write(t, original, "text")
	age(t, original)
	fromBefore()
	r := startWith(t, Config{Removable: []string{listed}, Drives: drives.System, Describe: drives.Describe}, func(w *Watcher) {
		w.sweeper.slack = shortSlack
	})
	mountImage(t, disk, listed)
	brought, copied := filepath.Join(listed, "x.docx"), filepath.Join(listed, "y.docx")
	r.awaits(brought)
	if out, err := exec.Command("cp", "-p", original, copied).CombinedOutput(); err != nil {
		t.Fatalf("cp: %s", out)
	}
	r.awaits(copied)
	r.causes(map[string]event.Cause{brought: event.Brought, copied: event.Written})
	if d := r.last(copied).Drive; !strings.HasPrefix(d.Device, "/dev/loop") || d.Size != 8<<20 {
		t.Errorf("drive %+v, want the loop device of 8 MB", d)
	}
}

func TestRealOverflow(t *testing.T) {
	const limit = "/proc/sys/fs/inotify/max_queued_events"
	before, err := os.ReadFile(limit)
	if err != nil || os.WriteFile(limit, before, 0) != nil {
		t.Skip("NOT RUN: the system's queue of changes cannot be made short here")
	}
	dir := folder(t)
	r := startWith(t, Config{Folders: []string{dir}}, func(w *Watcher) {
		w.connect = func() (notifier, error) { // the limit counts when the notifier is made
			_ = os.WriteFile(limit, []byte("4"), 0)
			defer os.WriteFile(limit, before, 0)
			return connectSystem()
		}
	})
	var paths []string
	for n := 0; n < 20_000 && r.Status().Overflows == 0; n++ {
		sub := filepath.Join(dir, strconv.Itoa(n%50), strconv.Itoa(n))
		mkdir(t, sub)
		paths = append(paths, filepath.Join(sub, "x.docx"))
		write(t, paths[n], "text")
	}
	if r.Status().Overflows == 0 {
		t.Skip("NOT RUN: the queue never overflowed")
	}
	for _, p := range paths {
		r.until("each file was told", func() bool { return r.count(p) > 0 })
	}
	t.Logf("%d overflows in %d files", r.Status().Overflows, len(paths))
}

func TestUnreadableFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("NOT RUN: root may read everything; see TestUnwatchedFolder")
	}
	dir := folder(t)
	closed := filepath.Join(dir, "closed")
	mkdir(t, closed)
	write(t, filepath.Join(closed, "x.docx"), "text")
	if err := os.Chmod(closed, 0); err != nil {
		t.Fatal(err)
	}
	r := start(t, Config{Folders: []string{dir}, Rescan: quiet})
	write(t, filepath.Join(dir, "y.docx"), "text")
	r.awaits(filepath.Join(dir, "y.docx"))
	told := slices.ContainsFunc(r.Status().Problems, func(p Problem) bool {
		return p.Path == closed && p.What == Unreadable && !strings.Contains(p.Reason, dir)
	})
	if !told {
		t.Errorf("problems %v, want the closed folder", r.Status().Problems)
	}
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	r.awaits(filepath.Join(closed, "x.docx"))
	r.until("the problem is gone", func() bool { return len(r.Status().Problems) == 0 })
}
