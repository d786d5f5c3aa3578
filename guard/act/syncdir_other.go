//go:build !windows

package act

import (
	"os"
	"syscall"

	"giumat/guard/redact"
)

// syncDir makes the names in dir safe on the disk. A file system that has no such call (EINVAL) keeps its own promise.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return ignore(redact.Error(f.Sync()), syscall.EINVAL)
}
