//go:build !unix

package pdf

import "os"

// othersMayWrite cannot tell from the mode bits of Windows. The installer makes the directory under the user's or
// the service's own profile, which inherits an access list without other users.
func othersMayWrite(os.FileInfo) bool { return false }
