// Package pdf reads the words of a PDF document. It takes the file's bytes and gives its lines of text, page by page:
// as the file's programs wrote them, and put together again by place, since some programs draw the letters of a word
// in another order than they are read in. It also gives annotations, form fields, bookmarks and the document's
// properties, and hands attached files on. PDFium does the parsing, compiled to WebAssembly: it runs in a closed
// memory of limited size, has no files, no network and no more time than it is given, and is thrown away after every
// document. The package never draws a page, never runs a script of the document and never writes to it.
package pdf

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"giumat/detectors"
)

// Config says how PDFium runs. The zero value works, but compiles PDFium anew in every process, which takes seconds.
type Config struct {
	// CacheDir keeps PDFium compiled between runs, as native code: others must not be able to write to it. It is
	// made if missing. Empty means no cache.
	CacheDir string

	Workers  int           // documents read at once; 0 means 2
	FileTime time.Duration // for one document without its attachments; 0 means 20 s
	PageTime time.Duration // for the text of one page; 0 means 2 s
}

// Detector reads PDF documents. It starts PDFium with the first of them.
type Detector struct {
	cfg    Config
	engine *engine
}

// New returns a detector that has not started PDFium yet.
func New(cfg Config) *Detector {
	if cfg.Workers <= 0 {
		cfg.Workers = 2
	}
	if cfg.FileTime <= 0 {
		cfg.FileTime = 20 * time.Second
	}
	if cfg.PageTime <= 0 {
		cfg.PageTime = 2 * time.Second
	}
	return &Detector{cfg: cfg, engine: newEngine(cfg.CacheDir, cfg.Workers)}
}

// Warm starts PDFium, and fills the cache, before the first document comes. An error that is ErrCacheUnsafe, or
// that comes from making the cache, says that documents are read nevertheless, at a slower start.
func (d *Detector) Warm(ctx context.Context) error { return d.engine.warm(ctx) }

// Close ends PDFium. No Detect may be running or follow.
func (d *Detector) Close() error { return d.engine.close() }

// headerWithin is how far into a file PDF readers accept the header (ISO 32000-1, Annex H, note 13).
const headerWithin = 1024

// Recognize looks for the header, which other bytes may come before.
func (d *Detector) Recognize(head []byte) bool {
	return bytes.Contains(head[:min(len(head), headerWithin)], []byte("%PDF-"))
}

// maxFileBytes is the largest file that PDFium, with its 32-bit offsets, can read in WebAssembly.
const maxFileBytes = 1<<31 - 1

// Detect reads the document and then, with PDFium's memory given back, the files attached to it.
func (d *Detector) Detect(ctx context.Context, in detectors.Input, out *detectors.Collector) error {
	out.Kind(detectors.PDF)
	if in.Size > maxFileBytes {
		out.Unreadable("too-large")
		return nil
	}
	r := &reader{cfg: d.cfg, engine: d.engine, in: in, out: out, fonts: []font{{}}, noted: make(map[string]bool)}
	if err := r.document(ctx); err != nil {
		return err
	}
	for i, content := range r.attached {
		err := in.Nested(ctx, fmt.Sprintf("attachment %d", i+1), bytes.NewReader(content), int64(len(content)), out)
		if err != nil {
			return err
		}
		r.attached[i] = nil
	}
	return nil
}
