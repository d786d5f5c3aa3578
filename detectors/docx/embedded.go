package docx

import (
	"bytes"
	"context"
	"errors"
	"io"

	"giumat/detectors"
	"giumat/detectors/ole2"
	"giumat/detectors/rtf"
)

// maxInner is the largest compressed file inside the package that is read. A detector wants to go back and forth in
// it, so it lies in memory.
const maxInner = 64 << 20

// readNested hands a document inside the package to the detector that knows it.
func (p *pack) readNested(ctx context.Context, e entry, r *part) error {
	if p.in.Nested == nil {
		p.out.Partial("embedded-not-read", e.name)
		return nil
	}
	if e.stored != nil {
		return p.in.Nested(ctx, e.name, e.stored, e.stored.Size(), p.out)
	}
	inner, err := io.ReadAll(io.LimitReader(r, maxInner+1))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if len(inner) > maxInner {
		return errPartSize
	}
	if nested := p.in.Nested(ctx, e.name, bytes.NewReader(inner), int64(len(inner)), p.out); nested != nil {
		return nested
	}
	return err
}

func (p *pack) readRTF(ctx context.Context, e entry, r *part) error {
	p.b.Start(e.name, detectors.Body)
	return rtf.Read(ctx, r, p.out, p.b)
}

// oleNames are streams that hold a document: Word, Excel and PowerPoint 97-2003, an OOXML or encrypted package, any
// file packed by "Create from file", and what other programs keep ([MS-CFB] names are in UTF-16).
var oleNames = []string{"WordDocument", "Workbook", "PowerPoint Document", "Package", "EncryptedPackage", "Ole10Native", "CONTENTS"}

// readOLE tells whether an embedded OLE2 file holds a document, which cannot be read yet. Formulas, controls and
// macros are OLE2 too.
func (p *pack) readOLE(e entry, r *part) error {
	found, err := ole2.HasStream(r, oleNames...)
	if found {
		p.out.Partial("embedded-ole-not-read", e.name)
	} else if err == nil {
		p.out.Note("embedded-ole", e.name)
	}
	return err
}
