package watch

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"giumat/guard/event"

	"golang.org/x/sys/unix"
)

func TestRemovableDisk(t *testing.T) {
	sys := t.TempDir()
	usb := "devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb"
	ssd := "devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda"
	fw := "devices/pci0000:00/0000:00:1c.0/fw1/fw1.0/host7/target7:0:0/7:0:0:0/block/sdc"
	sd := "devices/platform/soc/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0"
	emmc := "devices/platform/soc/mmc_host/mmc1/mmc1:0001/block/mmcblk1"
	cd := "devices/pci0000:00/0000:00:17.0/ata2/host1/target1:0:0/1:0:0:0/block/sr0"
	files := map[string]string{
		ssd + "/removable": "0\n", ssd + "/sda1/partition": "1\n",
		usb + "/removable": "0\n", usb + "/sdb1/partition": "1\n",
		fw + "/removable": "0\n",
		sd + "/removable": "0\n", sd + "/device/type": "SD\n", sd + "/mmcblk0p1/partition": "1\n",
		emmc + "/removable": "0\n", emmc + "/device/type": "MMC\n", emmc + "/mmcblk1p1/partition": "1\n",
		cd + "/removable":                        "1\n",
		"devices/virtual/block/dm-0/removable":   "0\n",
		"devices/virtual/block/dm-1/removable":   "0\n",
		"devices/virtual/block/dm-0/slaves/.use": "", "devices/virtual/block/dm-1/slaves/.use": "",
	}
	for name, text := range files {
		mkdir(t, filepath.Join(sys, filepath.Dir(name)))
		write(t, filepath.Join(sys, name), text)
	}
	links := map[string]string{
		"dev/block/8:1": ssd + "/sda1", "dev/block/8:17": usb + "/sdb1", "dev/block/8:32": fw,
		"dev/block/179:1": sd + "/mmcblk0p1", "dev/block/179:9": emmc + "/mmcblk1p1", "dev/block/11:0": cd,
		"dev/block/253:0": "devices/virtual/block/dm-0", "dev/block/253:1": "devices/virtual/block/dm-1", "class/block/sdb1": usb + "/sdb1",
		"devices/virtual/block/dm-0/slaves/sdb1": usb + "/sdb1", "devices/virtual/block/dm-1/slaves/sda1": ssd + "/sda1",
	}
	for link, target := range links {
		mkdir(t, filepath.Join(sys, filepath.Dir(link)))
		if err := os.Symlink(filepath.Join(sys, target), filepath.Join(sys, link)); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		mount mount
		want  bool
	}{
		"disk inside":               {mount{device: "8:1"}, false},
		"USB":                       {mount{device: "8:17"}, true},
		"FireWire":                  {mount{device: "8:32"}, true},
		"SD card":                   {mount{device: "179:1"}, true},
		"eMMC":                      {mount{device: "179:9"}, false},
		"CD":                        {mount{device: "11:0"}, true},
		"encrypted USB":             {mount{device: "253:0"}, true},
		"encrypted disk inside":     {mount{device: "253:1"}, false},
		"btrfs on USB":              {mount{device: "0:44", source: "/dev/sdb1"}, true},
		"file system without disk":  {mount{device: "0:45", source: "tmpfs"}, false},
		"disk that nobody knows of": {mount{device: "99:1"}, false},
	} {
		if got := removableDisk(sys, test.mount); got != test.want {
			t.Errorf("%s: removable %v, want %v", name, got, test.want)
		}
	}
}

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
			r := start(t, Config{Removable: []string{listed}, Drives: systemDrives})
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
	r := start(t, Config{Removable: []string{listed}, Drives: systemDrives})
	mountTmpfs(t, listed)
	path := filepath.Join(listed, "x.docx")
	write(t, path, "text")
	age(t, path)
	r.awaits(path)
	if d := r.Status().Drives; !slices.ContainsFunc(d, func(d Drive) bool { return d.Device == "giumat-test" }) {
		t.Errorf("drives %v, want the one mounted", d)
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
