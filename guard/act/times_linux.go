package act

import (
	"io/fs"
	"syscall"
	"time"
)

// accessTime is the time of last access, where the system tells it.
func accessTime(info fs.FileInfo) time.Time {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return time.Unix(st.Atim.Unix())
	}
	return info.ModTime()
}
