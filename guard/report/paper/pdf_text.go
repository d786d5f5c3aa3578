package paper

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/signintech/gopdf"
)

// Tinos has the widths of Times New Roman and the letters of Vietnamese; the files hold its Latin letters only.
//
//go:embed fonts/*.ttf
var fonts embed.FS

// align is where a line stands.
type align int

const (
	start align = iota
	center
	end
)

// style is how a paragraph looks; lengths in points.
type style struct {
	size          float64
	bold, italic  bool
	align         align
	before, after float64
	indent        float64 // of the first line
	inset         float64 // at both sides
	keep          float64 // room that must be left below it, for what follows
}

var (
	styleName    = style{size: 14, bold: true, align: center, before: 12}
	styleSubject = style{size: 14, bold: true, align: center, inset: 28}
	styleSpan    = style{size: 13, align: center}
	styleTo      = style{size: 14, align: center, before: 8, after: 6}
	stylePart    = style{size: 13, bold: true, before: 8, after: 3, keep: 60}
	styleText    = style{size: 13, before: 2, after: 2, indent: 28}
	styleAside   = style{size: 11.5, italic: true, before: 3, after: 3}
	styleAlert   = style{size: 13, bold: true, before: 4, after: 4, inset: 10}
	styleCaption = style{size: 12, bold: true, before: 8, after: 3}
)

// leading is the distance of two base lines, for a size of 1.
const leading = 1.18

// run is words in one font.
type run struct {
	words, font string
	size        float64
}

// addFonts makes the four fonts known. A character that they lack is shown as a question mark.
func (s *sheet) addFonts() error {
	for _, face := range []struct {
		name  string
		style int
	}{{"Regular", gopdf.Regular}, {"Bold", gopdf.Bold}, {"Italic", gopdf.Italic}, {"BoldItalic", gopdf.Bold | gopdf.Italic}} {
		data, err := fonts.ReadFile("fonts/Tinos-" + face.name + ".ttf")
		if err != nil {
			return err
		}
		option := gopdf.TtfOption{Style: face.style, OnGlyphNotFoundSubstitute: func(rune) rune { return '?' }}
		if err := s.pdf.AddTTFFontDataWithOption("Tinos", data, option); err != nil {
			return fmt.Errorf("font Tinos-%s: %w", face.name, err)
		}
	}
	return nil
}

func (f style) font() string {
	font := ""
	if f.bold {
		font += "B"
	}
	if f.italic {
		font += "I"
	}
	return font
}

// paragraph writes words below what is there. No words, no paragraph.
func (s *sheet) paragraph(words string, f style) error {
	if words == "" {
		return nil
	}
	s.y += f.before
	left, right := s.left+f.inset, s.right-f.inset
	lines, err := s.lines(words, f, right-left)
	if err != nil {
		return err
	}
	for i, line := range lines {
		if err := s.room(f.size*leading + f.keep); err != nil {
			return err
		}
		from := left
		if i == 0 {
			from += f.indent
		}
		if err := s.text(line, f, from, right, s.y+f.size); err != nil {
			return err
		}
		s.y += f.size * leading
	}
	s.y += f.after
	return nil
}

// text writes one line between left and right, on a base line.
func (s *sheet) text(words string, f style, left, right, baseline float64) error {
	width, err := s.width(words, f)
	if err != nil {
		return err
	}
	x := left
	switch f.align {
	case center:
		x = (left + right - width) / 2
	case end:
		x = right - width
	}
	s.pdf.SetXY(x, baseline)
	return s.pdf.Text(strings.ReplaceAll(words, noBreak, " "))
}

// width measures words, and leaves their font set.
func (s *sheet) width(words string, f style) (float64, error) {
	if err := s.pdf.SetFont("Tinos", f.font(), f.size); err != nil {
		return 0, err
	}
	key := run{words, f.font(), f.size}
	if width, known := s.widths[key]; known {
		return width, nil
	}
	width, err := s.pdf.MeasureTextWidth(strings.ReplaceAll(words, noBreak, " "))
	if err == nil && len(words) <= maxMeasured {
		s.widths[key] = width
	}
	return width, err
}

// maxMeasured is how long words are whose width is remembered, in bytes: they come again and again.
const maxMeasured = 24

// lines breaks words into lines of at most width points, so that no line looks like a mark of its own: such a line is
// tied to the word before it, the first to the one behind it.
func (s *sheet) lines(words string, f style, width float64) ([]string, error) {
	for {
		lines, err := s.breakAtSpaces(words, f, width)
		if err != nil {
			return nil, err
		}
		alone := slices.IndexFunc(lines, s.isMark)
		if alone < 0 {
			return lines, nil
		}
		loose, tied := " "+lines[alone], noBreak+lines[alone]
		if alone == 0 {
			loose, tied = lines[0]+" ", lines[0]+noBreak
		}
		if !strings.Contains(words, loose) {
			return lines, nil // a single word too long for the line
		}
		words = strings.Replace(words, loose, tied, 1)
	}
}

// breakAtSpaces breaks words into lines of at most width points; a word that is too long is cut.
func (s *sheet) breakAtSpaces(words string, f style, width float64) ([]string, error) {
	space, err := s.width(" ", f)
	if err != nil {
		return nil, err
	}
	var out []string
	line, used := "", f.indent
	for word := range strings.SplitSeq(words, " ") {
		needed, err := s.width(word, f)
		if err != nil {
			return nil, err
		}
		if line != "" && used+space+needed <= width {
			line, used = line+" "+word, used+space+needed
			continue
		}
		if line != "" {
			out = append(out, line)
			used = 0
		}
		for used+needed > width {
			var piece string
			if piece, word, err = s.cut(word, f, width-used); err != nil {
				return nil, err
			}
			out = append(out, piece)
			if needed, err = s.width(word, f); err != nil {
				return nil, err
			}
			used = 0
		}
		line, used = word, used+needed
	}
	return append(out, line), nil
}

// cut takes as much of a word as fits in width points, one character at least; up to a sign that parts it if there is
// one, and so that neither piece looks like a mark.
func (s *sheet) cut(word string, f style, width float64) (piece, rest string, err error) {
	at, sign := 0, 0
	for i, r := range word {
		end := i + utf8.RuneLen(r)
		needed, err := s.width(word[:end], f)
		if err != nil {
			return "", "", err
		}
		if needed > width && at > 0 {
			break
		}
		if at = end; strings.ContainsRune(`-_/\.@`, r) && !strings.HasPrefix(word[end:], noBreak) {
			sign = end
		}
	}
	if sign > 0 {
		at = sign
	}
	for at > 0 && (s.isMark(word[:at]) || s.isMark(word[at:])) {
		_, last := utf8.DecodeLastRuneInString(word[:at])
		at -= last
	}
	if at == 0 {
		_, at = utf8.DecodeRuneInString(word) // nothing helps; one character at least, or there is no end
	}
	return word[:at], word[at:], nil
}
