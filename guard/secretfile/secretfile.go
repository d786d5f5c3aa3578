// Package secretfile reads a small file that holds a secret: a key or a password. It refuses a file that other users
// of the PC may read, and one too large to be what it should; its errors name neither path nor content.
package secretfile

import (
	"errors"
	"fmt"
	"io"
	"os"

	"giumat/guard/redact"
)

// maxBytes is far more than a key or a password needs.
const maxBytes = 16 << 10

// ErrReadable means that others than its owner may read the file.
var ErrReadable = errors.New("other users of this PC may read the file (its rights should be 0600)")

// Read gives the content of the file at path.
func Read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, redact.Error(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, redact.Error(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a file")
	}
	if forOthers(info) {
		return nil, ErrReadable
	}
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, redact.Error(err)
	}
	if len(data) > maxBytes {
		return nil, fmt.Errorf("it is larger than %d bytes", maxBytes)
	}
	return data, nil
}
