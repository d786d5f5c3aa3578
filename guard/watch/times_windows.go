package watch

import (
	"io/fs"
	"syscall"
	"time"
)

// times returns when the file was written and made. A copy keeps the first and has a second of its own.
func times(_ string, d fs.DirEntry) []time.Time {
	info, err := d.Info()
	if err != nil {
		return nil
	}
	list := []time.Time{info.ModTime()}
	if data, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		list = append(list, time.Unix(0, data.CreationTime.Nanoseconds()))
	}
	return list
}
