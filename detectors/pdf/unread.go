package pdf

import (
	"context"
	"encoding/binary"
	"math"
	"unicode"
)

// Page object types, fpdf_edit.h.
const (
	objectPath  = 2
	objectImage = 3
	objectForm  = 5
)

const (
	fewLetters  = 20   // a page with fewer has no text worth the name: a page number, a scanner's imprint
	largeShare  = 0.15 // of the page's area, from which on a picture or a drawing may hold text
	manyPaths   = 50   // small paths that may be letters drawn as outlines
	plainShape  = 8    // lines and rectangles, such as a page's background, have no more segments
	maxObjects  = 5000 // page objects looked at
	enoughRunes = 20   // letters on which the share of garbage is judged
)

// inspect notes a page whose words could not be read, because they are in a picture or have no Unicode.
func (r *reader) inspect(ctx context.Context, page uint64, n int, text string) error {
	letters, garbage := census(text)
	if letters+garbage >= enoughRunes && garbage*10 > 3*(letters+garbage) {
		r.once("text-without-unicode", pageName(n))
	}
	if letters >= fewLetters || r.noted["page-without-text"] {
		return nil
	}
	drawn, err := r.holdsPicture(ctx, page)
	if drawn {
		r.once("page-without-text", pageName(n))
	}
	return err
}

// census counts letters and digits, and the characters that come of fonts without a Unicode map.
func census(text string) (letters, garbage int) {
	for _, c := range text {
		switch {
		case unicode.IsLetter(c), unicode.IsDigit(c):
			letters++
		case c == unicode.ReplacementChar, unicode.Is(unicode.Co, c), c != 0x02 && c != 0xFFFE && unicode.IsControl(c) && !unicode.IsSpace(c):
			garbage++
		case !unicode.IsGraphic(c) && !unicode.IsSpace(c) && !unicode.Is(unicode.Cf, c) && c != 0x02 && c != 0xFFFE:
			garbage++
		}
	}
	return letters, garbage
}

// holdsPicture tells whether a picture, a large drawing or many small ones are on the page.
func (r *reader) holdsPicture(ctx context.Context, page uint64) (bool, error) {
	area, err := r.pageArea(ctx, page)
	if err != nil {
		return false, err
	}
	count, err := r.box.count(ctx, "FPDFPage_CountObjects", page)
	if err != nil {
		return false, err
	}
	paths := 0
	for i := range min(count, maxObjects) {
		object, err := r.box.call(ctx, "FPDFPage_GetObject", page, uint64(i))
		if err != nil {
			return false, err
		}
		kind, err := r.box.call(ctx, "FPDFPageObj_GetType", object)
		if err != nil {
			return false, err
		}
		switch kind {
		case objectImage, objectForm:
		case objectPath:
			segments, err := r.box.count(ctx, "FPDFPath_CountSegments", object)
			if err != nil {
				return false, err
			}
			if segments <= plainShape {
				continue
			}
			paths++
		default:
			continue
		}
		size, err := r.objectArea(ctx, object)
		if err != nil || size >= largeShare*area {
			return err == nil, err
		}
	}
	return paths >= manyPaths, nil
}

func (r *reader) pageArea(ctx context.Context, page uint64) (float64, error) {
	width, err := r.box.call(ctx, "FPDF_GetPageWidth", page)
	if err != nil {
		return 0, err
	}
	height, err := r.box.call(ctx, "FPDF_GetPageHeight", page)
	return math.Float64frombits(width) * math.Float64frombits(height), err
}

// objectArea is that of the object's bounding box.
func (r *reader) objectArea(ctx context.Context, object uint64) (float64, error) {
	at := r.box.scratch
	ok, err := r.box.call(ctx, "FPDFPageObj_GetBounds", object, at, at+4, at+8, at+12)
	if err != nil || uint32(ok) == 0 {
		return 0, err
	}
	raw, err := r.box.bytes(at, 16)
	if err != nil {
		return 0, err
	}
	side := func(i int) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))) }
	return (side(2) - side(0)) * (side(3) - side(1)), nil
}
