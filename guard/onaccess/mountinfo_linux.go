package onaccess

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// ownFileSystem tells whether a whole file system belongs to dir: dir is where it is mounted, wholly, and was before it
// was mounted anywhere else. A folder of the PC's own disk that is shown a second time at dir is not such a one: to
// guard its file system would be to guard the disk.
func ownFileSystem(dir string) bool {
	var here, root unix.Stat_t
	if unix.Stat(dir, &here) != nil || unix.Stat("/", &root) != nil || here.Dev == root.Dev {
		return false
	}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return false
	}
	text, err := os.ReadFile("/proc/self/mountinfo")
	return err == nil && wholeMount(string(text), dir)
}

// wholeMount looks dir up in a mountinfo (proc_pid_mountinfo(5)): "36 35 98:0 /root /mount/point rw - ext4 /dev/sdb1 rw".
// Its lines stand in the order of mounting.
func wholeMount(mountinfo, dir string) bool {
	first := map[string]string{} // by device: where it was mounted first
	var device, root, kind string
	for line := range strings.Lines(mountinfo) {
		before, after, _ := strings.Cut(line, " - ")
		f, what := strings.Fields(before), strings.Fields(after)
		if len(f) < 5 || len(what) < 1 {
			return false
		}
		point := escapes.Replace(f[4])
		if _, known := first[f[2]]; !known {
			first[f[2]] = point
		}
		if point == dir { // the last one counts: it lies on top
			device, root, kind = f[2], f[3], what[0]
		}
	}
	subvolume := kind == "btrfs" // its volumes are mounted under the name that they have in it
	return device != "" && (root == "/" || subvolume) && first[device] == dir
}

// escapes undoes what mountinfo escapes.
var escapes = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)
