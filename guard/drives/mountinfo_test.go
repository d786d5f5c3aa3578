package drives

import (
	"strings"
	"testing"

	"giumat/guard/event"

	"github.com/google/go-cmp/cmp"
)

// mountinfo is made up after the pattern of a desktop's.
const mountinfo = `22 28 0:21 / /proc rw,nosuid - proc proc rw
28 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
30 28 0:25 / /scratch rw,nosuid shared:2 master:1 - tmpfs tmpfs rw
57 28 8:17 / /media/an/USB\040c\341\273\247a\040An rw,nosuid shared:3 - vfat /dev/sdb1 rw,iocharset=utf8
58 28 8:33 / /mnt/old rw - ext4 /dev/sdc1 rw
59 28 8:49 / /mnt/old rw - ext4 /dev/sdd1 rw
60 28 0:50 / /home/an/a\134040\011b rw - nfs4 server:/x\040y rw
61 28 0:51 / /mnt/empty rw -  none rw
`

func TestDrivesOfAMountinfo(t *testing.T) {
	mounts, err := readMounts(strings.NewReader(mountinfo))
	if err != nil {
		t.Fatal(err)
	}
	got := drivesOf(mounts, func(m mount) bool { return m.device == "8:49" })
	want := []Drive{
		{"/", false, event.Drive{Device: "/dev/sda2"}},
		{"/scratch", false, event.Drive{Device: "tmpfs"}},
		{"/media/an/USB của An", true, event.Drive{Device: "/dev/sdb1"}},
		{"/mnt/old", true, event.Drive{Device: "/dev/sdd1"}},
		{"/home/an/a\\040\tb", false, event.Drive{Device: "server:/x y"}},
		{"/mnt/empty", false, event.Drive{Device: "none"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("drives (-want +got):\n%s", diff)
	}
}

func TestUnescape(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "a": "a", `\040`: " ", `a\040b\011`: "a b\t", `\134040`: `\040`, `\04`: `\04`, `\`: `\`, `\8`: `\8`, `\400`: `\400`, `\377`: "\xff",
		`\\040`: `\ `,
	} {
		if got := unescape(in); got != want {
			t.Errorf("unescape(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzReadMounts(f *testing.F) {
	f.Add(mountinfo)
	f.Add("36 35 98:0 /mnt1 /mnt2 rw,noatime - ext3 /dev/root rw")
	f.Add("1 2 3 4 \\0 - - - \\")
	f.Fuzz(func(t *testing.T, text string) {
		mounts, err := readMounts(strings.NewReader(text))
		if err != nil {
			return
		}
		if len(mounts) > strings.Count(text, "\n")+1 {
			t.Errorf("%d mounts from %d lines", len(mounts), strings.Count(text, "\n")+1)
		}
		for _, m := range mounts {
			if len(m.path) > len(text) || strings.Contains(m.kind, " ") {
				t.Errorf("mount %+v", m)
			}
		}
		for _, d := range drivesOf(mounts, func(mount) bool { return false }) {
			if d.Removable && !strings.Contains(d.Mount, "/media/") {
				t.Errorf("drive %+v is removable", d)
			}
		}
	})
}

// What the kernel escapes comes back as it was.
func FuzzUnescape(f *testing.F) {
	f.Add("a b\\040\n")
	escape := strings.NewReplacer(" ", `\040`, "\t", `\011`, "\n", `\012`, `\`, `\134`)
	f.Fuzz(func(t *testing.T, path string) {
		if got := unescape(escape.Replace(path)); got != path {
			t.Errorf("unescape gives %q, want %q", got, path)
		}
	})
}
