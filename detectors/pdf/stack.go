package pdf

import "strings"

const (
	lineSpacing = 1.6 // lines of one block are at most this many heights apart
	letterSpace = 2.2 // and letters of a word written downwards this many, as a space takes a letter's place
	sameSize    = 1.5 // and differ at most this much in height
	sharedWidth = 0.5 // and the narrower lies under the wider for at least this share of it
)

// openBlocks is how many blocks may wait for their next line. No page lays out more columns; the bound keeps a
// page of a hundred thousand scattered letters from taking quadratic time.
const openBlocks = 64

// stack puts lines that stand under one another, as in a cell, a box or a paragraph, into blocks: "TUYỆT" over
// "MẬT" is one block, and the words beside them in the next column are another.
func stack(all [][]line) [][]line {
	var blocks [][]line
	var open []int // blocks that may go on, the newest last
	for _, row := range all {
		for _, l := range row {
			at := above(l, blocks, open)
			if at < 0 {
				blocks = append(blocks, []line{l})
				open = append(open, len(blocks)-1)
				if len(open) > openBlocks {
					open = open[1:]
				}
				continue
			}
			b := open[at]
			blocks[b] = append(blocks[b], l)
			open = append(append(open[:at:at], open[at+1:]...), b)
		}
	}
	return blocks
}

// above finds the open block that l continues, or -1.
func above(l line, blocks [][]line, open []int) int {
	best, nearest := -1, 0.0
	for i, b := range open {
		last := blocks[b][len(blocks[b])-1]
		down := last.v - l.v
		if !continues(last, l, down) || best >= 0 && down >= nearest {
			continue
		}
		best, nearest = i, down
	}
	return best
}

func continues(last, l line, down float64) bool {
	large, small := max(last.high, l.high), min(last.high, l.high)
	spacing := lineSpacing
	if last.glyphs == 1 && l.glyphs == 1 {
		spacing = letterSpace
	}
	if down < small/2 || down > spacing*large || large > sameSize*small {
		return false
	}
	shared := min(last.end, l.end) - max(last.u, l.u)
	return shared >= sharedWidth*min(last.end-last.u, l.end-l.u)
}

// upright reads a block whose lines are single letters as the word that runs down the page.
func upright(block []line) (line, bool) {
	if len(block) < 3 {
		return line{}, false
	}
	var word strings.Builder
	for _, l := range block {
		if l.glyphs != 1 {
			return line{}, false
		}
		word.WriteString(l.text)
	}
	l := block[len(block)-1]
	l.text, l.raw = word.String(), ""
	return l, true
}
