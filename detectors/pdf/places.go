package pdf

import (
	"context"
	"math"
	"strings"
	"unicode"

	"github.com/tetratelabs/wazero/api"

	"giumat/detectors/vntext"
)

// pageText gives a page's text in the order of its content, with PDFium's guesses at spaces and line ends.
func (s *sandbox) pageText(ctx context.Context, textPage uint64, count int) (string, error) {
	size := 2 * uint64(count+1)
	buffer, err := s.alloc(ctx, size)
	if err != nil {
		return "", err
	}
	if _, err := s.call(ctx, "FPDFText_GetText", textPage, 0, uint64(count), buffer); err != nil {
		return "", err
	}
	raw, err := s.bytes(buffer, size)
	if err != nil {
		return "", err
	}
	_, err = s.call(ctx, "free", buffer)
	return wide(raw), err
}

// placing reads where the characters of one page stand.
type placing struct {
	s        *sandbox
	ctx      context.Context
	textPage uint64
	stack    [6]uint64 // arguments and result of one call, so that a call allocates nothing
	err      error

	unicode, origin, angle, loose, tight, generated, fontInfo api.Function
}

func (s *sandbox) placing(ctx context.Context, textPage uint64) *placing {
	return &placing{
		s: s, ctx: ctx, textPage: textPage,
		unicode:   s.function("FPDFText_GetUnicode"),
		origin:    s.function("FPDFText_GetCharOrigin"),
		angle:     s.function("FPDFText_GetCharAngle"),
		loose:     s.function("FPDFText_GetLooseCharBox"),
		tight:     s.function("FPDFText_GetCharBox"),
		generated: s.function("FPDFText_IsGenerated"),
		fontInfo:  s.function("FPDFText_GetFontInfo"),
	}
}

// ask calls f for the i-th character, with pointers into the scratch memory after it.
func (p *placing) ask(f api.Function, i int, offsets ...uint64) uint64 {
	if p.err != nil {
		return 0
	}
	p.stack = [6]uint64{p.textPage, uint64(i)}
	for k, o := range offsets {
		p.stack[2+k] = p.s.scratch + o
	}
	p.err = f.CallWithStack(p.ctx, p.stack[:])
	return p.stack[0]
}

func (p *placing) float64(offset uint64) float64 {
	bits, _ := p.s.module.Memory().ReadUint64Le(uint32(p.s.scratch + offset))
	return math.Float64frombits(bits)
}

func (p *placing) float32(offset uint64) float64 {
	bits, _ := p.s.module.Memory().ReadUint32Le(uint32(p.s.scratch + offset))
	return float64(math.Float32frombits(bits))
}

// glyph reads the i-th character; ok is false for those that PDFium made up, and for line ends.
func (p *placing) glyph(i int) (g glyph, ok bool) {
	g.r = plain(rune(uint32(p.ask(p.unicode, i))))
	if g.r < 0 || g.r == ' ' && p.ask(p.generated, i) != 0 {
		return g, false
	}
	p.ask(p.origin, i, 0, 8)
	g.x, g.y = p.float64(0), p.float64(8)
	// PDFium measures clockwise.
	g.angle = -float64(math.Float32frombits(uint32(p.ask(p.angle, i))))
	p.size(&g, i)
	return g, p.err == nil
}

// size finds the glyph's extent along and across its baseline, from the upright box around both. The accent of a
// decomposed letter is put in the middle of its ink, which lies over the letter that it belongs to, wherever the font
// lets it begin.
func (p *placing) size(g *glyph, i int) {
	sin, cos := math.Sincos(g.angle)
	sin, cos = math.Abs(sin), math.Abs(cos)
	p.ask(p.loose, i, 0)
	left, top, right, bottom := p.float32(0), p.float32(4), p.float32(8), p.float32(12)
	across, up := math.Abs(right-left), math.Abs(top-bottom) // across = width*cos + high*sin, up = width*sin + high*cos
	if d := cos*cos - sin*sin; math.Abs(d) > 0.5 {
		g.width, g.high = (across*cos-up*sin)/d, (up*cos-across*sin)/d
	} else {
		// Near 45 degrees the box tells only the sum. A letter is about 0.7 and a space 0.25 of the font size wide,
		// and a font 1.15 of it high.
		sum := (across + up) / (sin + cos)
		g.high = 0.62 * sum
		g.width = sum - g.high
		if g.r == ' ' {
			g.width = g.high / 4
		}
	}
	if unicode.Is(unicode.Mn, g.r) {
		p.centre(g, i)
	}
}

// centre moves g to the middle of its ink.
func (p *placing) centre(g *glyph, i int) {
	p.ask(p.tight, i, 0, 8, 16, 24)
	left, right, bottom, top := p.float64(0), p.float64(8), p.float64(16), p.float64(24)
	sin, cos := math.Sincos(g.angle)
	along := ((left+right)/2-g.x)*cos + ((bottom+top)/2-g.y)*sin
	g.x, g.y, g.width = g.x+along*cos, g.y+along*sin, 0
}

// glyphs reads where the characters stand; withFonts also tells which are set in a legacy font.
func (r *reader) glyphs(ctx context.Context, textPage uint64, count int, withFonts bool) ([]glyph, error) {
	p := r.box.placing(ctx, textPage)
	glyphs := make([]glyph, 0, count)
	for i := range count {
		g, ok := p.glyph(i)
		if ok && withFonts {
			g.font = r.font(p.fontName(i))
		}
		if p.err != nil {
			return nil, p.err
		}
		if ok {
			glyphs = append(glyphs, g)
		}
	}
	return glyphs, nil
}

const maxFontName = 127 // PDF names are at most 127 bytes long (ISO 32000-1, Annex C)

// fontName is the base font of the i-th character.
func (p *placing) fontName(i int) string {
	if p.err != nil {
		return ""
	}
	p.stack = [6]uint64{p.textPage, uint64(i), p.s.scratch + 8, maxFontName + 1, p.s.scratch}
	p.err = p.fontInfo.CallWithStack(p.ctx, p.stack[:])
	n := uint64(uint32(p.stack[0]))
	if p.err != nil || n == 0 || n > maxFontName+1 {
		return ""
	}
	raw, err := p.s.bytes(p.s.scratch+8, n)
	if err != nil {
		p.err = err
	}
	name, _, _ := strings.Cut(string(raw), "\x00")
	return name
}

// font gives the index in r.fonts of the font with this name.
func (r *reader) font(name string) int {
	i, ok := r.named[name]
	if !ok {
		f := font{}
		f.charset, f.capitals = vntext.CharsetOfFont(name)
		if f.charset != vntext.Unicode {
			r.fonts = append(r.fonts, f)
			i = len(r.fonts) - 1
		}
		if r.named == nil {
			r.named = make(map[string]int)
		}
		r.named[name] = i
	}
	return i
}
