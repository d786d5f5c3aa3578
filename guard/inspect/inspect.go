// Package inspect is the one door between the guard and the detectors: a path goes in, evidence and a hash come out,
// under a deadline. It opens a file so that the file does not notice, never follows a symbolic link, survives a
// detector's panic and decides nothing. Detectors could move into processes of their own behind this door.
package inspect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"giumat/detectors"
)

// DefaultTimeout bounds the work on one file. The slowest honest document of 1,763 took 7 s.
const DefaultTimeout = 60 * time.Second

// hashUnread is up to what size a document that could not be read is hashed, in bytes: a gigabyte of noise is not
// worth the seconds.
const hashUnread = 64 << 20

// ErrNotRegular is returned for folders, pipes, devices and symbolic links.
var ErrNotRegular = errors.New("not a regular file")

// Inspector reads files with the first of its detectors that recognises them.
type Inspector struct {
	Detectors []detectors.Detector
	Limits    detectors.Limits
	Want      func(line string) bool // which lines the judge asks for
	Timeout   time.Duration          // for one file; zero means DefaultTimeout
	Logger    *slog.Logger
}

// Result is what is known of one file after a look at it.
type Result struct {
	Evidence detectors.Evidence
	SHA256   string      // hex; empty for files that are no documents, huge ones that could not be read, and what lay in none
	Info     fs.FileInfo // of the file that was read; nil for what lay in none
}

// Inspect reads the file at path. A file that cannot be opened is an error; one that cannot be understood is a
// Result that says so.
func (in *Inspector) Inspect(ctx context.Context, path string) (Result, error) {
	f, err := openUnnoticed(path)
	if err != nil {
		return Result{}, fmt.Errorf("open for inspection: %w", err)
	}
	defer f.Close()
	return in.InspectOpen(ctx, f, path)
}

// InspectOpen reads a file that is open already and was found at path, which is not opened again. It leaves f open and
// its position where it was.
func (in *Inspector) InspectOpen(ctx context.Context, f *os.File, path string) (Result, error) {
	before, err := f.Stat()
	if err != nil {
		return Result{}, fmt.Errorf("stat for inspection: %w", err)
	}
	if !before.Mode().IsRegular() {
		return Result{}, &fs.PathError{Op: "inspect", Path: path, Err: ErrNotRegular}
	}
	after := func() bool {
		now, err := f.Stat()
		return err == nil && (now.Size() != before.Size() || !now.ModTime().Equal(before.ModTime()))
	}
	res, err := in.inspect(ctx, f, before.Size(), path, after)
	res.Info = before
	return res, err
}

// InspectBytes reads what is in memory, or elsewhere in no file, and is called name. It may come slowly, so no more of it
// is read than the detectors want: it has no hash.
func (in *Inspector) InspectBytes(ctx context.Context, r io.ReaderAt, size int64, name string) (Result, error) {
	return in.inspect(ctx, r, size, name, nil)
}

// inspect reads a file of this size. changed tells, after that, whether it became another one meanwhile; it is nil for what
// lies in no file, which is not hashed.
func (in *Inspector) inspect(ctx context.Context, f io.ReaderAt, size int64, path string, changed func() bool) (Result, error) {
	timeout := in.Timeout
	if timeout == 0 {
		timeout = DefaultTimeout
	}
	bounded, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	out := detectors.NewCollector(in.Want, in.Limits.Spans)
	res := Result{}
	recognised := in.read(bounded, f, size, 0, out)
	switch {
	case ctx.Err() != nil:
		return Result{}, fmt.Errorf("inspect %q: %w", filepath.Base(path), context.Cause(ctx))
	case size == 0:
		out.Kind(detectors.Other)
		out.Unreadable("empty")
	case !recognised:
		nameUnrecognised(filepath.Ext(path), out)
	}
	if changed == nil {
		res.Evidence = out.Evidence()
		return res, nil
	}
	if recognised && (size <= hashUnread || out.Evidence().Reach != detectors.Unreadable) {
		var err error
		if res.SHA256, err = hash(bounded, f); err != nil {
			out.Partial("not-hashed", "")
		}
	}
	if changed() {
		out.Partial("changed-during-inspection", "")
	}
	res.Evidence = out.Evidence()
	return res, nil
}

// Document tells whether a file that begins with head, of at most detectors.HeadBytes, could be a document: whether any
// detector would read it.
func (in *Inspector) Document(head []byte) bool {
	return slices.ContainsFunc(in.Detectors, func(d detectors.Detector) bool { return d.Recognize(head) })
}

// read hands one file, or one file inside another, to the detector that recognises it.
func (in *Inspector) read(ctx context.Context, r io.ReaderAt, size int64, depth int, out *detectors.Collector) (recognised bool) {
	head := make([]byte, min(size, detectors.HeadBytes))
	if n, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		head = head[:n]
	}
	for _, d := range in.Detectors {
		if !d.Recognize(head) {
			continue
		}
		if depth > in.Limits.Depth {
			out.Partial("nested-too-deep", "")
			return true
		}
		in.detect(ctx, d, r, size, depth, out)
		return true
	}
	return false
}

func (in *Inspector) detect(ctx context.Context, d detectors.Detector, r io.ReaderAt, size int64, depth int, out *detectors.Collector) {
	defer func() {
		if p := recover(); p != nil {
			// The panic's value may quote the document, so only its type is logged.
			in.Logger.Error("detector panicked", slog.String("detector", fmt.Sprintf("%T", d)), slog.String("panic_type", fmt.Sprintf("%T", p)))
			out.Partial("reader-failed", "")
		}
	}()
	err := d.Detect(ctx, detectors.Input{
		R: r, Size: size, Limits: in.Limits,
		Nested: func(ctx context.Context, part string, r io.ReaderAt, size int64, out *detectors.Collector) error {
			return out.Inside(part, func() error {
				in.read(ctx, r, size, depth+1, out)
				return ctx.Err()
			})
		},
	}, out)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		out.Partial("timeout", "")
	case err != nil:
		out.Unreadable("broken")
	}
}

// nameUnrecognised says what a file is that no detector knows: a damaged document if its name claims one.
func nameUnrecognised(ext string, out *detectors.Collector) {
	claimed := map[string]detectors.Kind{
		".docx": detectors.DOCX, ".docm": detectors.DOCX, ".dotx": detectors.DOCX, ".dotm": detectors.DOCX,
		".pdf": detectors.PDF, ".doc": detectors.OLE2, ".rtf": detectors.RTF,
	}
	kind, ok := claimed[strings.ToLower(ext)]
	if !ok {
		out.Kind(detectors.Other)
		out.Unreadable("format-not-read")
		return
	}
	out.Kind(kind)
	out.Unreadable("content-does-not-match-name")
}

// hash reads all of f again. Its content is in the page cache by now.
func hash(ctx context.Context, f io.ReaderAt) (string, error) {
	h := sha256.New()
	buf := make([]byte, 256<<10)
	for off := int64(0); ; {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := f.ReadAt(buf, off)
		h.Write(buf[:n])
		off += int64(n)
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return "", err
		}
	}
}
