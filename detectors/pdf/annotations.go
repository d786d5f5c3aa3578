package pdf

import (
	"context"
	"strings"

	"giumat/detectors"
)

// maxAnnotations bounds the annotations of one page.
const maxAnnotations = 5000

// Annotation subtypes, fpdf_annot.h.
const (
	annotStamp          = 13
	annotFileAttachment = 17
	annotWidget         = 20
	annotWatermark      = 24
)

// annotations sends what the notes, stamps and form fields of a page say.
func (r *reader) annotations(ctx context.Context, page uint64, n int) error {
	count, err := r.box.count(ctx, "FPDFPage_GetAnnotCount", page)
	if err != nil {
		return err
	}
	if count > maxAnnotations {
		r.once("too-many-annotations", pageName(n))
	}
	drawn := false
	for i := range min(count, maxAnnotations) {
		annot, err := r.box.call(ctx, "FPDFPage_GetAnnot", page, uint64(i))
		if err != nil {
			return err
		}
		if annot == 0 {
			continue
		}
		subtype, err := r.annotation(ctx, annot, n)
		if err != nil {
			return err
		}
		drawn = drawn || subtype == annotStamp || subtype == annotWatermark
		if _, err := r.box.call(ctx, "FPDFPage_CloseAnnot", annot); err != nil {
			return err
		}
	}
	if drawn {
		return r.drawnAnnotations(ctx, page, n)
	}
	return nil
}

func (r *reader) annotation(ctx context.Context, annot uint64, n int) (subtype uint64, err error) {
	subtype, err = r.box.call(ctx, "FPDFAnnot_GetSubtype", annot)
	if err != nil {
		return 0, err
	}
	for _, key := range []string{"Contents", "Subj"} {
		s, err := r.text(ctx, pageName(n), "FPDFAnnot_GetStringValue", annot, r.box.key(key))
		if err != nil {
			return 0, err
		}
		r.lines(s, detectors.Annotation, n+1)
	}
	switch subtype {
	case annotWidget:
		err = r.field(ctx, annot, n)
	case annotFileAttachment:
		err = r.attachedToPage(ctx, annot)
	}
	return subtype, err
}

// lines sends a text of several lines as one block.
func (r *reader) lines(text string, place detectors.Place, page int) {
	if text == "" {
		return
	}
	r.blocks++
	for _, l := range strings.FieldsFunc(text, isLineEnd) {
		r.line(detectors.Span{Text: l, Place: place, Page: page, Block: r.blocks})
	}
}

// drawnAnnotations reads the words that a stamp or a watermark draws, which need not be in its contents. PDFium
// reads page text only, so the annotations are first made part of the page, in memory.
func (r *reader) drawnAnnotations(ctx context.Context, page uint64, n int) error {
	before, err := r.contentLines(ctx, page)
	if err != nil {
		return err
	}
	if _, err := r.box.call(ctx, "FPDFPage_Flatten", page, 0); err != nil {
		return err
	}
	flat, err := r.box.call(ctx, "FPDF_LoadPage", r.doc, uint64(n))
	if err != nil || flat == 0 {
		return err
	}
	after, err := r.contentLines(ctx, flat)
	if err != nil {
		return err
	}
	seen := make(map[string]bool)
	for _, l := range before {
		seen[squeeze(l)] = true
	}
	r.blocks++
	for _, l := range after {
		if !seen[squeeze(l)] {
			r.line(detectors.Span{Text: l, Place: detectors.Annotation, Page: n + 1, Block: r.blocks})
		}
	}
	_, err = r.box.call(ctx, "FPDF_ClosePage", flat)
	return err
}

// contentLines gives the page's text in the file's order.
func (r *reader) contentLines(ctx context.Context, page uint64) ([]string, error) {
	textPage, err := r.box.call(ctx, "FPDFText_LoadPage", page)
	if err != nil || textPage == 0 {
		return nil, err
	}
	count, err := r.box.count(ctx, "FPDFText_CountChars", textPage)
	if err != nil {
		return nil, err
	}
	text, err := r.box.pageText(ctx, textPage, count)
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, l := range strings.FieldsFunc(text, isLineEnd) {
		lines = append(lines, strings.Map(plain, l))
	}
	_, err = r.box.call(ctx, "FPDFText_ClosePage", textPage)
	return lines, err
}
