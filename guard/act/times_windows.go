package act

import (
	"io/fs"
	"syscall"
	"time"
)

// accessTime is the time of last access, where the system tells it.
func accessTime(info fs.FileInfo) time.Time {
	if d, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		return time.Unix(0, d.LastAccessTime.Nanoseconds())
	}
	return info.ModTime()
}
