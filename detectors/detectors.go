// Package detectors says what a detector is. A detector takes one file's bytes and gives evidence: the lines of
// text that the judge may want to see, each with the place it stands in. It never decides whether a line is a mark,
// never writes, never follows a link out of the file and never trusts a size or a name that the file states.
package detectors

import (
	"context"
	"io"
)

// A Detector reads one family of file formats.
type Detector interface {
	// Recognize tells from the first bytes of a file (at most HeadBytes of them) whether Detect should be asked.
	// It is asked of every file, so it must be cheap; the file's name plays no part.
	Recognize(head []byte) bool

	// Detect reads the file and adds what it finds to out: the kind of the file, its lines and, where something
	// could not be read, a note. The error is ctx's, or says why nothing at all could be read; everything less is
	// a note. Detect reads at most what in.Limits allows and returns soon after ctx is done.
	Detect(ctx context.Context, in Input, out *Collector) error
}

// HeadBytes is how much of a file Recognize gets to see. PDF allows its header anywhere in the first 1,024 bytes
// (ISO 32000-1, Annex H, implementation note 13); the rest is room for a prefix.
const HeadBytes = 4096

// Input is one file, or one file inside another.
type Input struct {
	R      io.ReaderAt // the content; the detector neither closes nor keeps it
	Size   int64       // bytes in R
	Limits Limits      // bounds that hold for this file

	// Nested reads a file that lies inside this one (an attachment, an embedded document) with whichever detector
	// recognises it, adding to out. part names the inner file. It refuses, with a note in out, beyond Limits.Depth.
	// A file that no detector recognises is passed over in silence.
	Nested func(ctx context.Context, part string, r io.ReaderAt, size int64, out *Collector) error
}
