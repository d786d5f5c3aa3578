//go:build !unix

package secretfile

import "io/fs"

// forOthers: the mode tells nothing here. On Windows the folder's access list, which the installer sets, keeps others
// out.
func forOthers(fs.FileInfo) bool { return false }
