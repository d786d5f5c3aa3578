//go:build !linux && !windows

package watch

import (
	"io/fs"
	"time"
)

// times returns when the file was written.
func times(_ string, d fs.DirEntry) []time.Time {
	info, err := d.Info()
	if err != nil {
		return nil
	}
	return []time.Time{info.ModTime()}
}
