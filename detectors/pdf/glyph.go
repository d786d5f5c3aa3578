package pdf

import (
	"math"
	"strings"
	"unicode"

	"giumat/detectors/vntext"
)

// glyph is one character as PDFium places it on the page, in points.
type glyph struct {
	r           rune
	angle       float64 // of its baseline, counter-clockwise, in radians
	x, y        float64 // where it starts on the baseline
	width, high float64 // along and across the baseline
	font        int     // index into the page's fonts; 0 is one whose text needs no decoding
}

// font is what a font's name tells of the text set in it.
type font struct {
	charset  vntext.Charset
	capitals bool
}

// piece is a glyph seen along its own baseline: u runs with the text, v grows from one line up to the line above.
type piece struct {
	glyph
	u, v float64
}

// angleStep is how far apart, in degrees, two directions of text must be to count as different.
const angleStep = 2

// byAngle turns the glyphs of each direction upright, the most frequent direction first. The corners of a page, a
// watermark across it and a margin note up its side thus become three sets of ordinary lines.
func byAngle(glyphs []glyph) [][]piece {
	groups := make(map[int][]piece)
	for _, g := range glyphs {
		if !isFinite(g.x, g.y, g.width, g.high, g.angle) {
			continue
		}
		turn := int(math.Round(g.angle*180/math.Pi/angleStep)) % (360 / angleStep)
		if turn < 0 {
			turn += 360 / angleStep
		}
		sin, cos := math.Sincos(float64(turn) * angleStep * math.Pi / 180)
		groups[turn] = append(groups[turn], piece{glyph: g, u: g.x*cos + g.y*sin, v: g.y*cos - g.x*sin})
	}
	return largestFirst(groups)
}

func isFinite(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.Abs(v) > 1e9 {
			return false
		}
	}
	return true
}

// plain is what a glyph adds to a line; PDFium writes U+0002 or U+FFFE for a hyphen at the end of a line.
func plain(r rune) rune {
	switch {
	case r == 0x02, r == 0xFFFE:
		return '-'
	case r == 0:
		return -1
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

// squeeze leaves only what does not depend on how words were spaced, to compare two readings of one line.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
