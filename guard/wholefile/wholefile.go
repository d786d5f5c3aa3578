// Package wholefile writes a file so that it is there whole, or as it was before, whatever happens. It takes a path of
// the user's choice or the guard's, and touches no other file beside it.
package wholefile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// Write puts data at path, for its owner alone (0600).
func Write(path string, data []byte) error {
	return WriteFrom(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// WriteFrom puts what write writes at path, for its owner alone (0600).
func WriteFrom(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	err = write(f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
