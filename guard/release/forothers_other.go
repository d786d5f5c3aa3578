//go:build !unix

package release

import "io/fs"

// forOthers: the mode tells nothing here. On Windows the folder's access list keeps others out.
func forOthers(fs.FileInfo) bool { return false }
