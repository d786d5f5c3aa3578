// Package lines puts the runs of a flowing document together to lines. It takes runs of text with their looks, and
// the borders of paragraphs, cells, rows and boxes, and gives a Collector the lines as a reader would see them:
// runs joined, legacy fonts decoded, capitals drawn, deleted and hidden text told apart. It never holds more than a
// paragraph's last 64 KiB, and knows nothing of file formats.
package lines

import "giumat/detectors"

// maxNest is how many boxes and cells inside each other may have a line under way. Deeper inside, what there is of a
// line is sent before a box in it begins, so that nesting cannot fill the memory.
const maxNest = 64

// Builder builds the lines of one file, part after part.
type Builder struct {
	out    *detectors.Collector
	part   string
	blocks int     // block numbers given out
	frames []frame // where text goes, innermost last; frames[0] is the part itself
	rows   []row
	alts   alternatives
}

// frame is a place for paragraphs: the part, a cell, a box or a note inside a line.
type frame struct {
	place  detectors.Place
	block  int // the block of a cell or box; 0 where each paragraph stands for itself
	para   paragraph
	open   bool // between OpenParagraph and CloseParagraph
	own    bool // opened by a paragraph inside a paragraph, and closed by its end
	cell   bool
	text   []byte // of a cell: its shown text, up to maxRow
	lines  int    // of a cell: shown lines
	legacy bool   // of a cell: some was decoded
}

// New returns a builder that sends its lines to out.
func New(out *detectors.Collector) *Builder {
	b := &Builder{out: out}
	b.Start("", detectors.Body)
	return b
}

// Start begins a part of the file, after ending whatever the part before left open.
func (b *Builder) Start(part string, place detectors.Place) {
	b.Flush()
	b.part = part
	b.frames = append(b.frames[:0], frame{place: place})
	b.rows, b.alts = b.rows[:0], alternatives{}
}

// Flush ends all that is open.
func (b *Builder) Flush() {
	for len(b.frames) > 1 {
		b.pop()
	}
	for len(b.rows) > 0 {
		b.CloseRow()
	}
	if len(b.frames) > 0 {
		b.EndParagraph()
	}
}

func (b *Builder) top() *frame { return &b.frames[len(b.frames)-1] }

// Place returns the place of the frame that text goes to now.
func (b *Builder) Place() detectors.Place { return b.top().place }

// Text adds a piece of a run.
func (b *Builder) Text(piece []byte, look Look) {
	f := b.top()
	f.para.add(piece, look)
	if f.para.long() {
		b.number(f)
		b.emit(f, f.para.spill())
	}
}

// Break ends a line inside a paragraph.
func (b *Builder) Break() {
	f := b.top()
	b.number(f)
	b.emit(f, f.para.end())
}

// EndParagraph ends a paragraph of the innermost frame.
func (b *Builder) EndParagraph() {
	f := b.top()
	b.emit(f, f.para.end())
	f.para.block = 0
}

// OpenParagraph begins a paragraph. One inside another is taken for the text of a shape.
func (b *Builder) OpenParagraph() {
	if b.top().open {
		b.push(frame{place: detectors.Box, block: b.newBlock(), own: true})
	}
	b.top().open = true
}

// CloseParagraph ends what OpenParagraph began.
func (b *Builder) CloseParagraph() {
	b.EndParagraph()
	f := b.top()
	f.open = false
	if f.own {
		b.Close()
	}
}

// OpenBox begins a text box; Close ends it.
func (b *Builder) OpenBox() {
	b.push(frame{place: detectors.Box, block: b.newBlock()})
}

// OpenAside begins text of another place than the line it stands in; Close ends it.
func (b *Builder) OpenAside(place detectors.Place) {
	b.push(frame{place: place})
}

// OpenCell begins a table cell; Close ends it.
func (b *Builder) OpenCell() {
	place := b.Place()
	if place == detectors.Body {
		place = detectors.Table
	}
	b.push(frame{place: place, block: b.newBlock(), cell: true})
}

// Close ends the innermost box, cell or aside.
func (b *Builder) Close() {
	if len(b.frames) > 1 {
		b.pop()
	}
}

// Line sends a line that stands outside the flow: a property, an alternative text, a field code.
func (b *Builder) Line(place detectors.Place, text string) {
	for len(text) > detectors.MaxLineBytes {
		cut := cutPoint([]byte(text))
		b.send(detectors.Span{Text: text[:cut], Place: place})
		text = text[cut:]
	}
	b.send(detectors.Span{Text: text, Place: place})
}

func (b *Builder) push(f frame) {
	if len(b.frames) >= maxNest {
		b.Break()
		b.top().para = paragraph{block: b.top().para.block}
	}
	b.frames = append(b.frames, f)
}

func (b *Builder) pop() {
	b.EndParagraph()
	f := b.frames[len(b.frames)-1]
	b.frames = b.frames[:len(b.frames)-1]
	if f.cell {
		b.addCell(f)
	}
}

// number gives a paragraph that goes over several lines a block of its own.
func (b *Builder) number(f *frame) {
	if f.block == 0 && f.para.block == 0 {
		f.para.block = b.newBlock()
	}
}

func (b *Builder) newBlock() int {
	b.blocks++
	return b.blocks
}

// emit sends the versions of a line: as it is shown, and as it would be with what is deleted or hidden.
func (b *Builder) emit(f *frame, versions []version) {
	block := max(f.block, f.para.block)
	for _, v := range versions {
		b.send(detectors.Span{
			Text: v.text, Place: f.place, Block: block, Decoded: v.decoded, Hidden: v.hidden, Deleted: v.deleted,
		})
		if f.cell && !v.hidden && !v.deleted {
			f.addShown(v)
		}
	}
}

func (b *Builder) send(s detectors.Span) {
	s.Part = b.part
	if b.alts.pass(&s) {
		b.out.Line(s)
	}
}
