package act

import (
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// maxXAttrBytes is the most that Linux gives for one attribute, and for the list of names (xattr(7), XATTR_SIZE_MAX).
const maxXAttrBytes = 64 << 10

// readXAttrs reads the extended attributes of f, POSIX access control lists among them. One that may not be read is
// left out: it could not be written back either. A file system without attributes has none.
func readXAttrs(f *os.File) map[string][]byte {
	fd := int(f.Fd())
	buf := make([]byte, maxXAttrBytes)
	n, err := unix.Flistxattr(fd, buf)
	if err != nil || n == 0 {
		return nil
	}
	attrs := map[string][]byte{}
	for name := range strings.SplitSeq(strings.TrimRight(string(buf[:n]), "\x00"), "\x00") {
		value := make([]byte, maxXAttrBytes)
		if n, err := unix.Fgetxattr(fd, name, value); err == nil {
			attrs[name] = append([]byte{}, value[:n]...)
		}
	}
	return attrs
}

// writeXAttr sets one extended attribute of the file at path.
func writeXAttr(path, name string, value []byte) error {
	return unix.Setxattr(path, name, value, 0)
}
