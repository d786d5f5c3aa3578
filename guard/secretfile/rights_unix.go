//go:build unix

package secretfile

import "io/fs"

// forOthers tells whether the group or everyone may do anything with the file.
func forOthers(info fs.FileInfo) bool { return info.Mode().Perm()&0o077 != 0 }
