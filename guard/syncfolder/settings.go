package syncfolder

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// maxSettingsBytes is far more than a service's settings need: a Nextcloud file with many folders has some 20 KB.
const maxSettingsBytes = 1 << 20

// settings reads a whole settings file.
func settings(path string) ([]byte, error) {
	info, err := os.Stat(path) // before it is opened: opening a pipe would wait for a writer
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSettingsBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxSettingsBytes {
		return nil, fmt.Errorf("larger than %d bytes", maxSettingsBytes)
	}
	return bytes.TrimPrefix(data, []byte("\uFEFF")), nil // a byte order mark, as Windows editors put it
}
