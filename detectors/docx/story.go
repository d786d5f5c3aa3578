package docx

import (
	"bytes"
	"strings"

	"giumat/detectors"
	"giumat/detectors/internal/lines"
	"giumat/detectors/internal/xmlscan"
)

// story reads the XML of one part whose text Word lays out.
type story struct {
	x     *xmlscan.Scanner
	b     *lines.Builder
	sheet *styleSheet
	part  string
	flat  bool // several parts in one XML file

	open   []element  // the open elements
	paras  []paraLook // the open paragraphs
	tables []string   // the styles of the open tables

	formats, changes, gone, added int      // open pPr, format changes, deletions, insertions
	code                          []byte   // the field code under way
	choices                       []string // of a drop-down field
	chosen                        int
}

// paraLook is what is known of the look of a paragraph's current run.
type paraLook struct {
	style  string
	char   string
	direct format
	look   lines.Look // worked out of the above
	known  bool
}

// read reads to the end of the part. The root element has been read.
func (st *story) read() error {
	st.push(string(st.x.Name()))
	for {
		kind, err := st.x.Next()
		if err != nil {
			return err
		}
		switch kind {
		case xmlscan.Start:
			st.push(string(st.x.Name()))
		case xmlscan.End:
			st.pop()
		case xmlscan.Text:
			st.text(st.x.Text())
		}
	}
}

func (st *story) push(name string) {
	if place, ok := stories[name]; ok && st.flat {
		st.b.Start(st.part, place)
	}
	e := elements[name]
	st.open = append(st.open, e)
	switch e {
	case other:
	case property:
		if st.formats == 0 && st.changes == 0 {
			p := st.para()
			p.direct.read(name, st.x)
			p.known = false
		}
	default:
		st.begin(e)
	}
}

func (st *story) pop() {
	if len(st.open) == 0 {
		return
	}
	e := st.open[len(st.open)-1]
	st.open = st.open[:len(st.open)-1]
	if e != other {
		st.end(e)
	}
}

// para returns the look of the innermost paragraph; text outside any has one too.
func (st *story) para() *paraLook {
	if len(st.paras) == 0 {
		st.paras = append(st.paras, paraLook{})
	}
	return &st.paras[len(st.paras)-1]
}

// begin acts on the start of an element that opens something.
func (st *story) begin(e element) {
	switch e {
	case paragraph, value:
		st.endCode()
		st.paras = append(st.paras, paraLook{})
		st.b.OpenParagraph()
	case run:
		*st.para() = paraLook{style: st.para().style}
	case deleted:
		st.gone++
	case inserted:
		st.added++
	case paragraphFormat:
		st.formats++
	case formatChange:
		st.changes++
	case box:
		st.b.OpenBox()
		st.paras = append(st.paras, paraLook{})
	case ruby:
		st.b.OpenAside(st.b.Place())
		st.paras = append(st.paras, paraLook{})
	case table:
		st.tables = append(st.tables, st.sheet.standard["table"])
	case tableRow:
		st.b.OpenRow()
	case tableCell:
		st.b.OpenCell()
	case alternatives:
		st.b.OpenAlternatives()
	case branch:
		st.b.OpenBranch()
	case formField:
		st.choices, st.chosen = nil, -1
	default:
		st.note(e)
	}
}

// end acts on the end of an element.
func (st *story) end(e element) {
	switch e {
	case paragraph, value:
		st.endCode()
		st.dropPara()
		st.b.CloseParagraph()
	case deleted:
		st.gone--
	case inserted:
		st.added--
	case paragraphFormat:
		st.formats--
	case formatChange:
		st.changes--
	case box, ruby:
		st.endCode()
		st.dropPara()
		st.b.Close()
	case table:
		st.tables = st.tables[:len(st.tables)-1]
	case tableRow:
		st.b.CloseRow()
	case tableCell:
		st.b.Close()
	case alternatives:
		st.b.CloseAlternatives()
	case branch:
		st.b.CloseBranch()
	case formField:
		if i := max(st.chosen, 0); i < len(st.choices) {
			st.add([]byte(st.choices[i]))
		}
	}
}

func (st *story) dropPara() {
	if len(st.paras) > 0 {
		st.paras = st.paras[:len(st.paras)-1]
	}
}

// text takes character data: that of a few elements is text of the document.
func (st *story) text(piece []byte) {
	if len(st.open) == 0 {
		return
	}
	switch st.open[len(st.open)-1] {
	case text, value:
		st.add(piece)
	case deletedText:
		st.gone++
		st.add(piece)
		st.gone--
	case fieldCode:
		room := detectors.MaxLineBytes - len(st.code)
		st.code = append(st.code, piece[:min(len(piece), room)]...)
	}
}

// add adds text in the look of the current run. Line ends in the XML are white space.
func (st *story) add(piece []byte) {
	if bytes.ContainsAny(piece, "\r\n") {
		piece = []byte(strings.NewReplacer("\r", " ", "\n", " ").Replace(string(piece)))
	}
	st.b.Text(piece, st.look())
}

func (st *story) look() lines.Look {
	p := st.para()
	if !p.known {
		table := ""
		if len(st.tables) > 0 {
			table = st.tables[len(st.tables)-1]
		}
		p.look, p.known = st.sheet.look(table, p.style, p.char, p.direct), true
	}
	look := p.look
	look.Deleted, look.Inserted = st.gone > 0, st.added > 0
	return look
}

// endCode sends the field code under way, in a line of its own.
func (st *story) endCode() {
	if len(st.code) > 0 {
		st.b.Line(detectors.Field, string(st.code))
		st.code = st.code[:0]
	}
}
