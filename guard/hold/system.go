package hold

import (
	"errors"
	"fmt"
	"io"
	"os"

	"giumat/guard/redact"
)

// SystemLocker closes files by what the system itself has for that: on Windows a handle that shares nothing (CreateFile,
// dwShareMode 0); elsewhere there is nothing, and Lock fails with errors.ErrUnsupported.
func SystemLocker() Locker { return systemLocker{} }

type systemLocker struct{}

// Lock refuses links, folders and devices. A file of a cloud service counts as a file.
func (systemLocker) Lock(path string) (io.Closer, error) {
	before, err := os.Lstat(path) // to open a device can have effects, so look first
	if err != nil {
		return nil, fmt.Errorf("look: %w", redact.Error(err))
	}
	if !before.Mode().IsRegular() {
		return nil, ErrNotFile
	}
	f, err := openAlone(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && os.SameFile(before, info) {
		return f, nil
	}
	if err == nil {
		err = ErrChanged // another file came to lie there
	}
	return nil, errors.Join(redact.Error(err), f.Close())
}
