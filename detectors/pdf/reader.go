package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"

	"giumat/detectors"
)

// maxFaults is how many parts of a document may end in a time-out or a trap before it is given up. Each costs a
// fresh instance and another parse of the file.
const maxFaults = 3

// errStop ends the reading of a document whose rest is noted as unread.
var errStop = errors.New("stop reading")

// reader reads one document.
type reader struct {
	cfg    Config
	engine *engine
	in     detectors.Input
	out    *detectors.Collector

	box      *sandbox
	doc      uint64 // FPDF_DOCUMENT
	form     uint64 // FPDF_FORMHANDLE; 0 without a form
	faults   int
	blocks   int // numbers given to blocks so far
	fonts    []font
	named    map[string]int  // index into fonts by name
	noted    map[string]bool // notes that are given once
	attached [][]byte
	holding  int64 // bytes in attached
}

// document reads everything but what is attached. The error is ctx's, or PDFium cannot run at all.
func (r *reader) document(ctx context.Context) error {
	box, err := r.engine.open(ctx)
	if err != nil {
		return r.cannotStart(ctx, err)
	}
	r.box = box
	defer func() { r.box.close() }()

	inTime, cancel := context.WithTimeout(ctx, r.cfg.FileTime)
	defer cancel()
	if err := r.open(inTime); err != nil {
		return r.cannotOpen(ctx, inTime, err)
	}
	if err := r.everything(inTime); err != nil && !errors.Is(err, errStop) {
		return err
	}
	return ctx.Err()
}

// everything runs the parts: first the few properties, then the pages, where marks stand.
func (r *reader) everything(ctx context.Context) error {
	if err := r.part(ctx, "properties", r.properties); err != nil {
		return err
	}
	if err := r.pages(ctx); err != nil {
		return err
	}
	if err := r.part(ctx, "bookmarks", r.bookmarks); err != nil {
		return err
	}
	return r.part(ctx, "attachments", r.attachments)
}

func (r *reader) cannotStart(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r.out.Unreadable("pdfium-not-running")
	return err
}

func (r *reader) cannotOpen(ctx, inTime context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case inTime.Err() != nil:
		r.out.Unreadable("file-timeout")
	case errors.Is(err, errEncrypted):
		r.out.Unreadable("encrypted")
	default:
		r.out.Unreadable("broken-pdf")
	}
	return nil
}

var (
	errEncrypted = errors.New("a password is needed")
	errBroken    = errors.New("not a readable PDF")
)

// FPDF_GetLastError, fpdfview.h.
const (
	lastErrorPassword = 4
	lastErrorSecurity = 5 // a security handler that PDFium does not know
)

// open loads the document into the sandbox, with the empty password.
func (r *reader) open(ctx context.Context) error {
	doc, err := r.box.load(ctx, io.NewSectionReader(r.in.R, 0, r.in.Size), r.in.Size)
	if err != nil {
		return err
	}
	if doc == 0 {
		code, err := r.box.call(ctx, "FPDF_GetLastError")
		if err != nil {
			return err
		}
		if code == lastErrorPassword || code == lastErrorSecurity {
			return errEncrypted
		}
		return errBroken
	}
	r.doc = doc
	return r.openForm(ctx)
}

// part runs read within the time for one page. If PDFium runs out of time or traps, that is noted and a fresh
// instance takes over, so that one bad part does not hide the others.
func (r *reader) part(ctx context.Context, name string, read func(context.Context) error) error {
	if ctx.Err() != nil {
		return r.stop(ctx, name)
	}
	inTime, cancel := context.WithTimeout(ctx, r.cfg.PageTime)
	defer cancel()
	err := read(inTime)
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return r.stop(ctx, name)
	}
	code := "page-broken"
	if inTime.Err() != nil {
		code = "page-timeout"
	}
	r.out.Partial(code, name)
	if r.faults++; r.faults >= maxFaults {
		r.out.Partial("too-many-faults", name)
		return errStop
	}
	return r.reopen(ctx, name)
}

// stop notes from which part on the document was not read.
func (r *reader) stop(ctx context.Context, name string) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		r.out.Partial("file-timeout", name)
	}
	return errStop
}

// reopen replaces the sandbox, giving the old one back first: there may be no other.
func (r *reader) reopen(ctx context.Context, name string) error {
	r.box.close()
	fresh, err := r.engine.open(ctx)
	if err == nil {
		r.box = fresh
		err = r.open(ctx)
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return r.stop(ctx, name)
	}
	r.out.Partial("too-many-faults", name)
	return errStop
}

// once notes the first place of a shortcoming; a long scan would fill the notes with every page otherwise.
func (r *reader) once(code, part string) {
	if !r.noted[code] {
		r.noted[code] = true
		r.out.Partial(code, part)
	}
}

// line sends one line, in pieces if it is longer than any line that people write.
func (r *reader) line(s detectors.Span) {
	for len(s.Text) > detectors.MaxLineBytes {
		head := s
		head.Text = s.Text[:detectors.MaxLineBytes]
		r.out.Line(head)
		s.Text = s.Text[detectors.MaxLineBytes-overlap:]
	}
	r.out.Line(s)
}

// overlap is how much of a piece the next one repeats, so that no word is lost at the cut.
const overlap = 256

// text is sandbox.text, with a note in place of a string that is too long.
func (r *reader) text(ctx context.Context, part, name string, args ...uint64) (string, error) {
	s, err := r.box.text(ctx, name, args...)
	if errors.Is(err, errTooLong) {
		r.once("text-too-long", part)
		return "", nil
	}
	return s, err
}

func pageName(n int) string { return fmt.Sprintf("page %d", n+1) }
