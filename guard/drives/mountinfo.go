package drives

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A mount is one line of Linux's /proc/self/mountinfo (proc_pid_mountinfo(5)).
type mount struct {
	device string // major:minor; major 0 when the file system has no disk of its own
	path   string
	kind   string // of file system
	source string // /dev/sdb1, or whatever the file system likes
}

// maxMountLine bounds a line; an overlay of many layers has the longest, of some kilobytes.
const maxMountLine = 1 << 20

// readMounts reads a whole mountinfo, in its order.
func readMounts(r io.Reader) ([]mount, error) {
	var list []mount
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxMountLine)
	for lines.Scan() {
		m, ok := parseMount(lines.Text())
		if !ok {
			return nil, fmt.Errorf("mountinfo: line %d is not understood", len(list)+1)
		}
		list = append(list, m)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("mountinfo: %w", err)
	}
	return list, nil
}

// parseMount reads a line like "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue". The
// number of fields before the dash varies.
func parseMount(line string) (mount, bool) {
	before, after, ok := strings.Cut(line, " - ")
	if !ok {
		return mount{}, false
	}
	where, what := strings.Split(before, " "), strings.Split(after, " ")
	if len(where) < 6 || len(what) < 2 {
		return mount{}, false
	}
	return mount{device: where[2], path: unescape(where[4]), kind: what[0], source: unescape(what[1])}, true
}

// unescape undoes the kernel's escapes of space, tab, newline and backslash: a backslash and three octal digits.
func unescape(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+4 > len(s) {
			break
		}
		c, ok := octal(s[i+1 : i+4])
		if !ok {
			c = '\\'
		}
		b.WriteString(s[:i])
		b.WriteByte(c)
		s = s[i+1:]
		if ok {
			s = s[3:]
		}
	}
	b.WriteString(s)
	return b.String()
}

func octal(digits string) (byte, bool) {
	n := 0
	for _, d := range []byte(digits) {
		if d < '0' || d > '7' {
			return 0, false
		}
		n = n<<3 | int(d-'0')
	}
	return byte(n), n <= 0xff
}

// pseudoKinds are file systems that hold no documents (filesystems(5) and /proc/filesystems: most of "nodev").
// tmpfs is not among them: people keep files there.
var pseudoKinds = []string{
	"autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "efivarfs", "fusectl",
	"fuse.gvfsd-fuse", "fuse.portal", "hugetlbfs", "mqueue", "nsfs", "proc", "pstore", "rpc_pipefs", "securityfs", "selinuxfs",
	"sysfs", "tracefs",
}

func (m mount) pseudo() bool { return slices.Contains(pseudoKinds, m.kind) }
