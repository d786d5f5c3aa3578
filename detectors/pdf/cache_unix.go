//go:build unix

package pdf

import (
	"os"
	"syscall"
)

// othersMayWrite looks at the directory's owner, who must be this user or root, and at its mode.
func othersMayWrite(dir os.FileInfo) bool {
	stat, ok := dir.Sys().(*syscall.Stat_t)
	if !ok {
		return true
	}
	owner := int(stat.Uid)
	return owner != os.Geteuid() && owner != 0 || dir.Mode().Perm()&0o022 != 0
}
