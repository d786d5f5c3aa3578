package pack

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io/fs"
)

// firstDay is the first of January 1980, the earliest that a zip archive can name (APPNOTE.TXT 4.4.6): day, then month,
// then years since 1980, from the lowest bit on.
const firstDay = 1 | 1<<5

// XPI gives the extension as a file for Firefox: a zip archive, not signed. Firefox ESR takes it from a policy where
// xpinstall.signatures.required is false; other releases ask for Mozilla's signature.
func XPI(files Files) ([]byte, error) { return archive(files) }

// archive makes a zip archive whose bytes depend on the files alone: in the order of their names, with one time, one
// mode, and not compressed, as a compressor's output changes with its version.
func archive(files Files) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range files.names() {
		if !fs.ValidPath(name) {
			return nil, fmt.Errorf("%q is no name for a file of an extension", name)
		}
		data := files[name]
		size := uint64(len(data))
		part, err := w.CreateRaw(&zip.FileHeader{
			Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(data), CompressedSize64: size, UncompressedSize64: size,
			//lint:ignore SA1019 CreateRaw, which alone writes sizes before the content, takes no other time
			ModifiedDate: firstDay,
		})
		if err != nil {
			return nil, fmt.Errorf("pack %q: %w", name, err)
		}
		if _, err := part.Write(data); err != nil {
			return nil, fmt.Errorf("pack %q: %w", name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack the extension: %w", err)
	}
	return out.Bytes(), nil
}
