// Package ole2 names compound files (Word 97-2003 and its kin, encrypted Office documents). It takes a file and
// gives its kind and the reason why it is not read; it never reads text, which another detector may do one day.
package ole2

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"giumat/detectors"
)

// scanBytes is how much of each end of a file is searched. The directory, where names of streams stand, lies near one
// of them in files as programs write them.
const scanBytes = 8 << 20

// Detector tells encrypted compound files from others.
type Detector struct{}

// New returns the detector.
func New() Detector { return Detector{} }

// Recognize looks for the signature ([MS-CFB] 2.2).
func (Detector) Recognize(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
}

// Detect looks for the stream that an encrypted package lies in ([MS-OFFCRYPTO] 2.3.4.4).
func (Detector) Detect(ctx context.Context, in detectors.Input, out *detectors.Collector) error {
	out.Kind(detectors.OLE2)
	code := "format-not-read"
	for _, start := range []int64{0, max(in.Size-scanBytes, 0)} {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		found, err := HasStream(io.NewSectionReader(in.R, start, min(scanBytes, in.Size-start)), "EncryptedPackage")
		if err != nil {
			return fmt.Errorf("ole2: search the directory: %w", err)
		}
		if found {
			code = "encrypted"
		}
	}
	out.Unreadable(code)
	return nil
}

// HasStream tells whether a name of a stream occurs in a compound file, whatever its structure. It reads to the first
// of the names or to the end, and holds 64 KiB. Names are in ASCII here and in UTF-16 in the file ([MS-CFB] 2.6.1).
func HasStream(r io.Reader, names ...string) (bool, error) {
	const overlap = 64 // bytes of the longest name
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := io.ReadFull(r, buf[kept:])
		have := buf[:kept+n]
		for _, name := range names {
			if bytes.Contains(have, stored(name)) {
				return true, nil
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		kept = copy(buf, have[len(have)-overlap:])
	}
}

func stored(name string) []byte {
	b := make([]byte, 0, 2*len(name))
	for _, c := range []byte(name) {
		b = append(b, c, 0)
	}
	return b
}
