package rtf

import (
	"bufio"
	"context"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"giumat/detectors"
	"giumat/detectors/internal/lines"
)

const (
	maxGroups = 4096 // groups inside groups that are followed; Word writes fewer than 30
	maxWord   = 32   // letters of a control word (specification, "RTF Syntax")
)

// ErrDepth says that groups are nested deeper than is followed.
var ErrDepth = errors.New("groups nested too deep")

// reader is one text while it is read.
type reader struct {
	ctx context.Context
	in  *bufio.Reader
	out *detectors.Collector
	b   *lines.Builder

	groups  []group
	stories []story // the places that text goes to, innermost last
	fonts   fontTable
	codes   *charmap.Charmap // of the whole text

	run      []byte // decoded text of the current group that has not gone anywhere yet
	high     rune   // a first half of a surrogate pair
	skip     int    // characters still to be passed over after \u
	star     bool   // the next control word begins a destination that may be ignored
	shape    string // name of the shape property being read
	property string // name of the user property being read
	object   string // class of the object being read
}

// group is what a brace saves and its end restores.
type group struct {
	to      destination
	was     destination // inside \upr: where its Unicode half goes
	text    *[]byte     // where a collecting destination keeps its text
	look    lines.Look
	codes   *charmap.Charmap
	unicode int  // bytes that stand for a \u character in old readers
	inTable bool // the paragraph lies in a table cell
	close   func()
}

// story is a text with tables of its own: the body, a header, a note, a box.
type story struct{ row, cell bool }

func newReader(ctx context.Context, r io.Reader, out *detectors.Collector, b *lines.Builder) *reader {
	return &reader{
		ctx: ctx, in: bufio.NewReaderSize(r, 64<<10), out: out, b: b,
		groups:  []group{{unicode: 1}},
		stories: []story{{}},
		codes:   charmap.Windows1252,
		fonts:   fontTable{fonts: map[int]font{}},
	}
}

func (r *reader) group() *group { return &r.groups[len(r.groups)-1] }

func (r *reader) read() error {
	defer r.finish()
	for n := 0; ; n++ {
		if n%4096 == 0 && r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		c, err := r.in.ReadByte()
		if err != nil {
			return r.stopped(err)
		}
		switch c {
		case '{':
			err = r.open()
		case '}':
			if r.close(); len(r.groups) == 1 {
				return nil
			}
		case '\\':
			err = r.control()
		case '\r', '\n', 0:
		default:
			r.character(rune(c), true)
		}
		if err != nil {
			return r.stopped(err)
		}
	}
}

func (r *reader) stopped(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// finish closes what the text left open.
func (r *reader) finish() {
	for len(r.groups) > 1 {
		r.close()
	}
	r.flush()
	r.endRow()
	r.b.EndParagraph()
}

func (r *reader) open() error {
	r.flush()
	r.skip = 0
	if len(r.groups) > maxGroups {
		return ErrDepth
	}
	g := *r.group()
	g.close = nil
	r.groups = append(r.groups, g)
	return nil
}

func (r *reader) close() {
	if len(r.groups) == 1 {
		return
	}
	r.flush()
	r.skip, r.star = 0, false
	if closing := r.group().close; closing != nil {
		closing()
	}
	r.groups = r.groups[:len(r.groups)-1]
}

// character takes one character of text: a byte as it stands in the file, or one already decoded.
func (r *reader) character(c rune, raw bool) {
	if r.skip > 0 {
		r.skip--
		return
	}
	r.star = false
	if raw && c >= 0x80 {
		c = r.decode(byte(c))
	}
	if utf16.IsSurrogate(c) {
		if r.high == 0 {
			r.high = c
			return
		}
		c = utf16.DecodeRune(r.high, c)
	}
	r.high = 0
	r.run = utf8.AppendRune(r.run, c)
	if len(r.run) >= 4096 {
		r.flush()
	}
}

// flush sends the text so far to where the current group's text goes.
func (r *reader) flush() {
	if len(r.run) == 0 {
		return
	}
	g := r.group()
	switch g.to {
	case toText:
		r.placeInTable(g.inTable)
		r.b.Text(r.run, g.look)
	case toFonts:
		r.fonts.name(r.run)
	case toCollect:
		room := max(detectors.MaxLineBytes-len(*g.text), 0)
		*g.text = append(*g.text, r.run[:min(len(r.run), room)]...)
	}
	r.run = r.run[:0]
}
