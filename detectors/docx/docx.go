// Package docx reads the text of a Word package (DOCX, DOCM, DOTX), wherever in it the text stands: body, tables,
// boxes, headers, notes, comments, watermarks, charts, properties, custom data and the files inside. It takes a zip
// and gives lines. It never runs macros, opens links, expands entities, holds a whole document in memory or writes
// to disk. Other zips it only names: they are not read yet.
package docx

import (
	"bytes"
	"context"
	"io"

	"giumat/detectors"
	"giumat/detectors/internal/lines"
)

// Detector reads Word packages.
type Detector struct{}

// New returns the detector.
func New() Detector { return Detector{} }

// Recognize accepts every zip; only Detect can tell what is in it.
func (Detector) Recognize(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04"))
}

// Detect reads every part of the package, those that no relation leads to as well.
func (Detector) Detect(ctx context.Context, in detectors.Input, out *detectors.Collector) error {
	out.Kind(detectors.Zip)
	entries := openArchive(in, out)
	if len(entries) == 0 {
		out.Unreadable("broken-zip")
		return ctx.Err()
	}
	p := &pack{in: in, out: out, entries: entries, left: in.Limits.FileBytes, b: lines.New(out)}
	if err := p.readTypes(ctx); err != nil {
		return err
	}
	if !p.isWord() {
		out.Unreadable("format-not-read")
		return nil
	}
	out.Kind(detectors.DOCX)
	return p.read(ctx)
}

// pack is one package while it is read.
type pack struct {
	in        detectors.Input
	out       *detectors.Collector
	entries   []entry
	types     contentTypes
	sheets    map[string]*styleSheet // by the folder of the parts that they are for
	chartData map[string]bool        // workbooks of charts, by name in lower case
	left      int64                  // decompressed bytes that may still be read
	b         *lines.Builder
	texts     int // parts that Word shows text of
}

// read reads the style sheets, which the others need, and then all parts.
func (p *pack) read(ctx context.Context) error {
	locked := 0
	for _, e := range p.entries {
		if e.encrypted {
			locked++
			p.out.Partial("encrypted", e.name)
		}
	}
	p.sheets = map[string]*styleSheet{}
	for _, e := range p.entries {
		if !p.isStyles(e) {
			continue
		}
		if err := p.open(ctx, e, p.readStyles); err != nil {
			return err
		}
	}
	if err := p.readChartData(ctx); err != nil {
		return err
	}
	for _, e := range p.entries {
		if err := p.open(ctx, e, p.readPart); err != nil {
			return err
		}
	}
	switch {
	case locked > 0 && p.texts == 0:
		p.out.Unreadable("encrypted")
	case p.texts == 0:
		p.out.Unreadable("no-text-part")
	}
	return nil
}

// open runs read over one part. Whatever is wrong with the part becomes a note; the error is ctx's.
func (p *pack) open(ctx context.Context, e entry, read func(context.Context, entry, *part) error) error {
	if e.encrypted || e.folder() || p.left <= 0 {
		return ctx.Err()
	}
	r := newPart(ctx, p, e)
	err := read(ctx, e, r)
	p.b.Flush()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if r.ratioExceeded() {
		p.out.Partial("suspicious-ratio", e.name)
	}
	if code := codeOf(err); code != "" {
		p.out.Partial(code, e.name)
	}
	return nil
}

// readPart finds out what a part is and reads it.
func (p *pack) readPart(ctx context.Context, e entry, r *part) error {
	head, err := r.peek()
	if err != nil && err != io.EOF {
		return err
	}
	switch sniff(head, e.lower(), p.types.of(e.lower())) {
	case xmlContent:
		return p.readXML(e, r)
	case htmlContent:
		return p.readHTML(e, r, p.types.of(e.lower()))
	case mhtContent:
		return p.readMHT(e, r)
	case rtfContent:
		return p.readRTF(ctx, e, r)
	case textContent:
		return p.readText(e, r)
	case fileContent:
		if p.chartData[e.lower()] {
			p.out.Note("chart-workbook", e.name)
			return nil
		}
		return p.readNested(ctx, e, r)
	case oleContent:
		return p.readOLE(e, r)
	}
	return nil
}
