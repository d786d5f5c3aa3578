// Package rtf reads the text of Rich Text Format files (Microsoft RTF specification 1.9.1), with headers, notes,
// boxes, comments, watermarks and properties. It takes bytes and gives lines. It never runs embedded objects, never
// follows fields or links, and never holds more than a paragraph.
package rtf

import (
	"bytes"
	"context"
	"errors"
	"io"

	"giumat/detectors"
	"giumat/detectors/internal/lines"
)

// Detector reads RTF files.
type Detector struct{}

// New returns the detector.
func New() Detector { return Detector{} }

// Recognize looks for "{\rt": programs take it for RTF even where the "f" is missing.
func (Detector) Recognize(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(head, "\xef\xbb\xbf \t\r\n"), []byte(`{\rt`))
}

// Detect reads the whole file.
func (Detector) Detect(ctx context.Context, in detectors.Input, out *detectors.Collector) error {
	out.Kind(detectors.RTF)
	b := lines.New(out)
	size := min(in.Size, in.Limits.PartBytes)
	err := Read(ctx, io.NewSectionReader(in.R, 0, size), out, b)
	b.Flush()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case size < in.Size && err != nil:
		out.Partial("part-too-large", "")
	case errors.Is(err, ErrDepth):
		out.Partial("nested-too-deep", "")
	case err != nil:
		out.Partial("broken-part", "")
	}
	return nil
}

// Read reads one RTF text into b, for which the caller has begun a part, and what it cannot read into notes in out.
// The error is ctx's, the reader's, ErrDepth, or io.ErrUnexpectedEOF where the text stops inside a group.
func Read(ctx context.Context, r io.Reader, out *detectors.Collector, b *lines.Builder) error {
	return newReader(ctx, r, out, b).read()
}
