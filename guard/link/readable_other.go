//go:build unix && !linux

package link

import (
	"os"
	"strconv"
)

// Readable gives those of files that the user at the other end may read, if the guard is his own.
func (c socketConn) Readable(files []string) []string {
	id, err := peerID(c.UnixConn)
	if err != nil || id != strconv.Itoa(os.Geteuid()) {
		return nil
	}
	return thatOpen(files)
}
