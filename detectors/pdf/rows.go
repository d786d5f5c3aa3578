package pdf

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"giumat/detectors/vntext"
)

// The distances below are shares of a line's height, which is about 1.15 times the font size in the usual fonts.
// They were set on the documents of the tests and read from the fonts: a word space is 0.25 of the font size in
// Times New Roman, and justified text may make it smaller.
const (
	sameBaseline = 0.3  // glyphs less than this apart in v stand on one baseline
	wordGap      = 0.15 // from here on a gap is a space
	columnGap    = 1.5  // from here on a gap parts two columns
	hidden       = 0.8  // a space this far under a letter is none
	doubleStrike = 0.3  // a letter this near to its equal is drawn twice, to look bold
)

// line is a stretch of text on one baseline, without a wide gap in it.
type line struct {
	text    string
	decoded bool    // text was in a legacy font
	raw     string  // the glyphs as they are in the file, squeezed
	u, end  float64 // where it begins and ends
	v, high float64
	glyphs  int
	block   int // see stack; counts from 0
}

// rows puts the pieces of one direction together as lines, from the top down and from left to right: whatever the
// order in which a program drew the letters, a reader sees them sorted by place.
func rows(pieces []piece, fonts []font) [][]line {
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(b.v, a.v) })
	var all [][]line
	for len(pieces) > 0 {
		n := 1
		for n < len(pieces) && pieces[0].v-pieces[n].v <= sameBaseline*min(pieces[0].high, pieces[n].high) {
			n++
		}
		if row := split(pieces[:n], fonts); len(row) > 0 {
			all = append(all, row)
		}
		pieces = pieces[n:]
	}
	return all
}

// split cuts one baseline into lines at its wide gaps.
func split(row []piece, fonts []font) []line {
	slices.SortStableFunc(row, func(a, b piece) int { return cmp.Compare(a.u, b.u) })
	row = withoutRepeats(row)
	var parts [][]piece
	start := 0
	for i := 1; i <= len(row); i++ {
		if i == len(row) || gap(row[i-1], row[i]) > columnGap*max(row[i-1].high, row[i].high) {
			parts = append(parts, row[start:i])
			start = i
		}
	}
	var lines []line
	for _, part := range rejoinSpaced(parts) {
		if l, ok := compose(part, fonts); ok {
			lines = append(lines, l)
		}
	}
	return lines
}

func gap(a, b piece) float64 { return b.u - a.u - a.width }

// withoutRepeats drops spaces that lie under a letter, where a fallback font drew what the first font lacked, and
// letters drawn twice.
func withoutRepeats(row []piece) []piece {
	var kept []piece
	for i, p := range row {
		if p.r == ' ' && (under(p, row, i-1) || under(p, row, i+1)) {
			continue
		}
		if k := len(kept); k > 0 && kept[k-1].r == p.r && p.u-kept[k-1].u < doubleStrike*p.width {
			continue
		}
		kept = append(kept, p)
	}
	return kept
}

// under tells whether the space lies on the i-th piece.
func under(space piece, row []piece, i int) bool {
	if i < 0 || i >= len(row) || row[i].r == ' ' {
		return false
	}
	shared := min(space.u+space.width, row[i].u+row[i].width) - max(space.u, row[i].u)
	return shared > hidden*space.width
}

// rejoinSpaced undoes the cuts inside words spaced out so far that every letter stands alone.
func rejoinSpaced(parts [][]piece) [][]piece {
	var joined [][]piece
	for i := 0; i < len(parts); {
		n := i
		for n < len(parts) && letters(parts[n]) == 1 {
			n++
		}
		if n-i < 3 {
			joined = append(joined, parts[i])
			i++
			continue
		}
		joined = append(joined, slices.Concat(parts[i:n]...))
		i = n
	}
	return joined
}

func letters(part []piece) int {
	n := 0
	for _, p := range part {
		if unicode.IsLetter(p.r) {
			n++
		} else if p.r != ' ' && !unicode.Is(unicode.Mn, p.r) {
			return 0
		}
	}
	return n
}

// compose writes the pieces out, with a space at every gap, and decodes those set in a legacy font.
func compose(part []piece, fonts []font) (line, bool) {
	l := line{u: part[0].u, v: part[0].v}
	var text, raw, run strings.Builder
	set := 0
	flush := func() {
		f := fonts[set]
		text.WriteString(vntext.Decode(run.String(), f.charset, f.capitals))
		l.decoded = l.decoded || f.charset != vntext.Unicode && run.Len() > 0
		run.Reset()
	}
	last := part[0] // that is not an accent
	for _, p := range part {
		if p.font != set {
			flush()
			set = p.font
		}
		if !unicode.Is(unicode.Mn, p.r) {
			if p.r != ' ' && last.r != ' ' && gap(last, p) > wordGap*max(last.high, p.high) {
				run.WriteByte(' ')
			}
			last = p
		}
		run.WriteRune(p.r)
		raw.WriteRune(p.r)
		l.end, l.high = max(l.end, p.u+p.width), max(l.high, p.high)
		if p.r != ' ' {
			l.glyphs++
		}
	}
	flush()
	l.text, l.raw = strings.TrimSpace(text.String()), squeeze(raw.String())
	return l, l.text != ""
}

// largestFirst orders the groups by size, and groups of one size by their key.
func largestFirst(groups map[int][]piece) [][]piece {
	keys := slices.SortedFunc(maps.Keys(groups), func(a, b int) int {
		return cmp.Or(cmp.Compare(len(groups[b]), len(groups[a])), cmp.Compare(a, b))
	})
	ordered := make([][]piece, len(keys))
	for i, k := range keys {
		ordered[i] = groups[k]
	}
	return ordered
}
