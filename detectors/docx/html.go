package docx

import (
	"bytes"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"giumat/detectors"
	"giumat/detectors/internal/lines"
)

// readHTML reads a web page that the document includes (w:altChunk).
func (p *pack) readHTML(e entry, r io.Reader, contentType string) error {
	p.b.Start(e.name, detectors.Body)
	p.texts++
	utf8, err := charset.NewReader(r, contentType)
	if err != nil {
		return err
	}
	return page{b: p.b}.read(html.NewTokenizer(utf8))
}

// page reads HTML into lines. Styles are not applied, and hidden parts are read like others.
type page struct {
	b       *lines.Builder
	skipped string // the element whose text is not text of the page
	cells   int
	rows    int
	inner   bool // in a conditional comment, where there are no others
}

// maxToken is the longest tag or text that is read, in bytes; longer text is cut in pieces by the builder.
const maxToken = 4 << 20

func (g page) read(z *html.Tokenizer) error {
	z.SetMaxBuf(maxToken)
	for {
		switch z.Next() {
		case html.ErrorToken:
			g.closeTables()
			return z.Err()
		case html.TextToken:
			if g.skipped == "" {
				g.text(z.Text())
			}
		case html.CommentToken: // Word puts its shapes into <!--[if gte vml 1]>
			condition, inner, _ := bytes.Cut(z.Text(), []byte("]>"))
			if !g.inner && bytes.HasPrefix(condition, []byte("[if")) {
				if err := (page{b: g.b, inner: true}).read(html.NewTokenizer(bytes.NewReader(inner))); err != io.EOF {
					return err
				}
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			g.start(z)
		case html.EndTagToken:
			name, _ := z.TagName()
			g.end(string(name))
		}
	}
}

// text adds text; white space runs together, as a browser shows it.
func (g *page) text(piece []byte) {
	words := bytes.Fields(piece)
	if len(words) == 0 {
		g.b.Text([]byte(" "), lines.Look{})
		return
	}
	text := bytes.Join(words, []byte(" "))
	if isSpace(piece[0]) {
		text = append([]byte(" "), text...)
	}
	if isSpace(piece[len(piece)-1]) {
		text = append(text, ' ')
	}
	g.b.Text(text, lines.Look{})
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

func (g *page) start(z *html.Tokenizer) {
	name, more := z.TagName()
	tag := string(name)
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		switch key := string(k); {
		case key == "alt", key == "title":
			g.b.Line(detectors.AltText, string(v))
		case key == "string" && tag == "v:textpath":
			g.b.Line(detectors.Watermark, string(v))
		}
	}
	switch tag {
	case "script", "style":
		g.skipped = tag
	case "br":
		g.b.Break()
	case "tr":
		g.closeRow()
		g.b.OpenRow()
		g.rows++
	case "td", "th":
		g.closeCell()
		g.b.OpenCell()
		g.cells++
	default:
		if isBlock(tag) {
			g.b.EndParagraph()
		}
	}
}

func (g *page) end(tag string) {
	switch tag {
	case g.skipped:
		g.skipped = ""
	case "td", "th":
		g.closeCell()
	case "tr", "table":
		g.closeRow()
	default:
		if isBlock(tag) {
			g.b.EndParagraph()
		}
	}
}

// closeCell, closeRow and closeTables keep tables flat: what is nested ends what is around it.
func (g *page) closeCell() {
	if g.cells > 0 {
		g.b.Close()
		g.cells--
	}
}

func (g *page) closeRow() {
	g.closeCell()
	if g.rows > 0 {
		g.b.CloseRow()
		g.rows--
	}
}

func (g *page) closeTables() {
	g.closeRow()
	g.b.EndParagraph()
}

func isBlock(tag string) bool {
	return strings.Contains(" p div li ul ol table h1 h2 h3 h4 h5 h6 body title blockquote pre dd dt section header footer caption option hr ", " "+tag+" ")
}
