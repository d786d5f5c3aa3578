//go:build unix

package act

import (
	"io/fs"
	"syscall"
)

// ownerOf gives the numbers of a file's user and group, -1 when the system does not tell.
func ownerOf(info fs.FileInfo) (uid, gid int) {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(st.Uid), int(st.Gid)
	}
	return -1, -1
}
