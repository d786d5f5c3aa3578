package watch

import (
	"io/fs"
	"time"

	"golang.org/x/sys/unix"
)

// times returns when the file at path was written, changed in any way, and made, as far as the file system tells: FAT
// knows of no change but writing, ext3 not when a file was made.
func times(path string, _ fs.DirEntry) []time.Time {
	const want = unix.STATX_MTIME | unix.STATX_CTIME | unix.STATX_BTIME
	var st unix.Statx_t
	if unix.Statx(unix.AT_FDCWD, path, unix.AT_SYMLINK_NOFOLLOW, want, &st) != nil {
		return nil
	}
	var list []time.Time
	for _, t := range []struct {
		told uint32
		unix.StatxTimestamp
	}{{unix.STATX_MTIME, st.Mtime}, {unix.STATX_CTIME, st.Ctime}, {unix.STATX_BTIME, st.Btime}} {
		if st.Mask&t.told != 0 {
			list = append(list, time.Unix(t.Sec, int64(t.Nsec)))
		}
	}
	return list
}
