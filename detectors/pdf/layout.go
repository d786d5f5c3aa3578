package pdf

import "strings"

// layout is a page's text put together by place.
type layout struct {
	lines []line
	known map[string]bool // squeezed texts of lines and of whole rows, as the content order might give them too
}

// assemble puts glyphs together as lines, block after block, so that the lines of one cell, box or column follow
// one another. fonts[0] must stand for fonts that need no decoding.
func assemble(glyphs []glyph, fonts []font) layout {
	out := layout{known: make(map[string]bool)}
	block := 0
	for _, pieces := range byAngle(glyphs) {
		all := rows(pieces, fonts)
		for _, row := range all {
			var whole strings.Builder
			for _, l := range row {
				out.known[l.raw] = true
				whole.WriteString(l.raw)
			}
			out.known[whole.String()] = true
		}
		for _, b := range stack(all) {
			if l, ok := upright(b); ok {
				b = append(b, l)
			}
			for _, l := range b {
				l.block = block
				out.lines = append(out.lines, l)
			}
			block++
		}
	}
	return out
}
