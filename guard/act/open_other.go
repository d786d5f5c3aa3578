//go:build !linux && !windows

package act

import (
	"os"
	"syscall"
)

// openSource opens a document to be judged once more and moved. It follows no link and waits for no pipe.
func openSource(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
}

// holdStill cannot keep others from writing on this system.
func holdStill(*os.File) (held bool, err error) { return false, nil }

func awaited(*os.File) bool { return false }

// forget does nothing on this system.
func forget(*os.File) {}
