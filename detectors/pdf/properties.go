package pdf

import (
	"context"

	"giumat/detectors"
)

// properties sends the document's title, subject and keywords.
func (r *reader) properties(ctx context.Context) error {
	for _, key := range []string{"Title", "Subject", "Keywords"} {
		s, err := r.text(ctx, "properties", "FPDF_GetMetaText", r.doc, r.box.key(key))
		if err != nil {
			return err
		}
		r.lines(s, detectors.Property, 0)
	}
	return nil
}

// maxBookmarks bounds the bookmarks of one document, and so the loops that a broken one can hold.
const maxBookmarks = 10_000

// bookmarks sends the titles of the outline.
func (r *reader) bookmarks(ctx context.Context) error {
	waiting := []uint64{0} // parents whose first child is next; 0 is the root
	seen := map[uint64]bool{0: true}
	for len(waiting) > 0 {
		parent := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		mark, err := r.box.call(ctx, "FPDFBookmark_GetFirstChild", r.doc, parent)
		for ; err == nil && !seen[mark]; mark, err = r.box.call(ctx, "FPDFBookmark_GetNextSibling", r.doc, mark) {
			if len(seen) > maxBookmarks {
				r.out.Partial("too-many-bookmarks", "")
				return nil
			}
			seen[mark] = true
			waiting = append(waiting, mark)
			title, err := r.text(ctx, "bookmarks", "FPDFBookmark_GetTitle", mark)
			if err != nil {
				return err
			}
			r.lines(title, detectors.Property, 0)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
