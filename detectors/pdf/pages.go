package pdf

import (
	"context"
	"strings"

	"giumat/detectors"
)

// pages reads every page that the limits allow.
func (r *reader) pages(ctx context.Context) error {
	n := 0
	err := r.part(ctx, "page 1", func(ctx context.Context) (err error) {
		n, err = r.box.count(ctx, "FPDF_GetPageCount", r.doc)
		return err
	})
	if err != nil {
		return err
	}
	limit := r.in.Limits.Pages
	if n == 0 {
		r.out.Partial("no-pages", "")
	}
	for i := range min(n, limit) {
		err := r.part(ctx, pageName(i), func(ctx context.Context) error { return r.page(ctx, i) })
		if err != nil {
			return err
		}
	}
	if n > limit {
		r.out.Partial("too-many-pages", pageName(limit))
	}
	return nil
}

// page reads one page's text and annotations.
func (r *reader) page(ctx context.Context, n int) error {
	page, err := r.box.call(ctx, "FPDF_LoadPage", r.doc, uint64(n))
	if err != nil {
		return err
	}
	if page == 0 {
		r.once("page-broken", pageName(n))
		return nil
	}
	text, err := r.pageText(ctx, page, n)
	if err != nil {
		return err
	}
	if err := r.inspect(ctx, page, n, text); err != nil {
		return err
	}
	if err := r.annotations(ctx, page, n); err != nil {
		return err
	}
	_, err = r.box.call(ctx, "FPDF_ClosePage", page)
	return err
}

// pageText sends the lines of the page, both as put together by place and as the file has them, and returns the
// latter.
func (r *reader) pageText(ctx context.Context, page uint64, n int) (string, error) {
	textPage, err := r.box.call(ctx, "FPDFText_LoadPage", page)
	if err != nil || textPage == 0 {
		return "", err
	}
	text, known, err := r.bothReadings(ctx, textPage, n)
	if err != nil {
		return "", err
	}
	for _, l := range strings.FieldsFunc(text, isLineEnd) {
		l = strings.Map(plain, l)
		if key := squeeze(l); key != "" && !known[key] {
			r.line(detectors.Span{Text: l, Place: detectors.Body, Page: n + 1})
		}
	}
	_, err = r.box.call(ctx, "FPDFText_ClosePage", textPage)
	return text, err
}

func isLineEnd(r rune) bool {
	return r == '\r' || r == '\n' || r == '\f' || r == '\v' || r == 0x2028 || r == 0x2029
}

// bothReadings gives the text in the file's order and, if the page may hold a mark, sends the lines by place and
// gives what they hold.
func (r *reader) bothReadings(ctx context.Context, textPage uint64, n int) (string, map[string]bool, error) {
	count, err := r.box.count(ctx, "FPDFText_CountChars", textPage)
	if err != nil || count == 0 {
		return "", nil, err
	}
	text, err := r.box.pageText(ctx, textPage, count)
	if err != nil || !mayHoldMark(text) {
		return text, nil, err
	}
	glyphs, err := r.glyphs(ctx, textPage, count, mayBeLegacy(text))
	if err != nil {
		return "", nil, err
	}
	page := assemble(glyphs, r.fonts)
	for _, l := range page.lines {
		r.line(detectors.Span{
			Text: l.text, Place: detectors.Body, Page: n + 1, Block: r.blocks + l.block + 1, Decoded: l.decoded,
		})
	}
	r.blocks += len(page.lines)
	return text, page.known, nil
}

// mayHoldMark tells whether letters by place are worth reading. Every mark ends in MẬT, so the page must hold an ậ,
// in whatever order its letters were drawn: composed, in parts, or as TCVN3 (Ë) or VNI (Ä) store it.
func mayHoldMark(text string) bool {
	circumflex, dot := false, false
	for _, c := range text {
		switch c {
		case 'ậ', 'Ậ':
			return true
		case 'â', 'Â', 0x302:
			circumflex = true
		case 'ạ', 'Ạ', 0x323:
			dot = true
		}
		if legacyMark(c) || circumflex && dot {
			return true
		}
	}
	return false
}

// mayBeLegacy tells whether the fonts' names must be asked for: some letter may be the ậ of a TCVN3 or VNI font.
func mayBeLegacy(text string) bool { return strings.ContainsFunc(text, legacyMark) }

// legacyMark names the letters that stand for the ậ, or the end of it, in a TCVN3 or VNI font. Symbol fonts keep
// the same bytes from U+F000 on.
func legacyMark(c rune) bool {
	if c >= 0xF000 && c <= 0xF0FF {
		c -= 0xF000
	}
	return c == 'Ë' || c == 'Ä' || c == 'ä'
}
