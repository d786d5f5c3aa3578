package bundle

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"giumat/guard/redact"
)

// The end of central directory record, without a comment (APPNOTE.TXT 6.3.10, section 4.3.16).
const (
	endBytes      = 22
	endSignature  = 0x06054b50
	endEntries    = 10 // offset of the number of entries, 2 bytes
	endSize       = 12 // of the directory's size, 4 bytes
	endOffset     = 16 // of the directory's offset, 4 bytes
	maxIndexBytes = 64 << 10
)

// openArchive gives a bundle's entries. The directory's bounds are checked before archive/zip reads it, as that keeps all
// entries that it finds in memory; what stands before, between and after the parts of a ZIP file is refused with it.
func openArchive(r io.ReaderAt, size int64) ([]*zip.File, error) {
	if size < endBytes || size > maxBundleBytes {
		return nil, fmt.Errorf("%w: it has %d bytes", ErrDamaged, size)
	}
	var end [endBytes]byte
	if _, err := r.ReadAt(end[:], size-endBytes); err != nil {
		return nil, fmt.Errorf("read the end: %w", redact.Error(err))
	}
	entries := int(binary.LittleEndian.Uint16(end[endEntries:]))
	indexBytes := int64(binary.LittleEndian.Uint32(end[endSize:]))
	indexAt := int64(binary.LittleEndian.Uint32(end[endOffset:]))
	if binary.LittleEndian.Uint32(end[:]) != endSignature || entries < 3 || entries > 2+maxFiles ||
		indexBytes > maxIndexBytes || indexAt+indexBytes != size-endBytes {
		return nil, ErrDamaged
	}
	z, err := zip.NewReader(r, size)
	if err != nil || len(z.File) != entries || z.File[0].Name != manifestName || z.File[1].Name != signatureName {
		return nil, ErrDamaged
	}
	return z.File, nil
}

// readEntry reads a whole entry of at most most bytes.
func readEntry(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, ErrDamaged
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil || int64(len(data)) > most {
		return nil, ErrDamaged
	}
	return data, nil
}

// readBounded reads a file of at most most bytes.
func readBounded(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, redact.Error(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, redact.Error(err)
	}
	if int64(len(data)) > most {
		return nil, errors.New("it is too large")
	}
	return data, nil
}
