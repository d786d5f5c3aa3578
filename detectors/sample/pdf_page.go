package sample

import (
	"fmt"
	"math"
	"strings"
	"unicode"
)

// PDFPage is a page being drawn. Places are in points from its lower left corner.
type PDFPage struct {
	doc     *PDF
	content strings.Builder
	images  []int
	annots  []int
}

// PDFText is text to draw. Font is "Times" if empty.
type PDFText struct {
	X, Y, Size float64
	Text       string
	Font       string
	Angle      float64 // degrees, counter-clockwise
	Spacing    float64 // extra points after each letter
	Invisible  bool    // text rendering mode 3, as in the text layer of a scan
}

// Text draws one line at (x, y).
func (p *PDFPage) Text(x, y, size float64, s string) {
	p.Draw(PDFText{X: x, Y: y, Size: size, Text: s})
}

// Draw draws one line, its letters in order.
func (p *PDFPage) Draw(t PDFText) {
	if t.Font == "" {
		t.Font = "Times"
	}
	font, index := p.doc.font(t.Font)
	sin, cos := math.Sincos(t.Angle * math.Pi / 180)
	mode := 0
	if t.Invisible {
		mode = 3
	}
	fmt.Fprintf(&p.content, "BT /F%d %.2f Tf %d Tr %.2f Tc %.5f %.5f %.5f %.5f %.2f %.2f Tm [", index, t.Size, mode,
		t.Spacing, cos, sin, -sin, cos, t.X, t.Y)
	for _, r := range t.Text {
		shape := fmt.Sprintf("<%02X>", font.code(r))
		if unicode.Is(unicode.Mn, r) {
			shape = " 500 " + shape + " -500 " // over the letter before it
		}
		p.content.WriteString(shape)
	}
	p.content.WriteString("] TJ ET\n")
}

// Fallback draws a line as LibreOffice does when the font lacks the letters that only Vietnamese has: first the
// others, with holes between them, then those, from another font.
func (p *PDFPage) Fallback(x, y, size float64, s string) {
	for _, font := range []string{"Times", "DejaVu"} {
		at := x
		run := ""
		start := at
		flush := func() {
			if run != "" {
				p.Draw(PDFText{X: start, Y: y, Size: size, Text: run, Font: font})
			}
			run = ""
		}
		for _, r := range s {
			if lacking := r >= 0x1EA0 && r <= 0x1EF9; lacking == (font == "DejaVu") {
				if run == "" {
					start = at
				}
				run += string(r)
			} else {
				flush()
			}
			at += size * float64(Width(r)) / 1000
		}
		flush()
	}
}

// Down draws the letters of s one under the other.
func (p *PDFPage) Down(x, y, size float64, s string) {
	for _, r := range s {
		if !unicode.IsSpace(r) {
			p.Text(x-size*float64(Width(r))/2000, y, size, string(r))
		}
		y -= 1.1 * size
	}
}

// Centred draws a line whose middle is at x.
func (p *PDFPage) Centred(x, y, size float64, s string) {
	width := 0.0
	for _, r := range s {
		width += size * float64(Width(r)) / 1000
	}
	p.Text(x-width/2, y, size, s)
}

// Image covers the page with a grey picture, as a scanner does.
func (p *PDFPage) Image() {
	p.images = append(p.images, p.doc.stream(
		"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", []byte{0x80}))
	fmt.Fprintf(&p.content, "q 595 0 0 842 0 0 cm /I%d Do Q\n", len(p.images)-1)
}

// Raw adds operators to the page's content.
func (p *PDFPage) Raw(operators string) { p.content.WriteString(operators + "\n") }

// Note adds an annotation of a subtype ("Text", "FreeText", "Stamp") that says contents.
func (p *PDFPage) Note(subtype, contents string) {
	p.annot(fmt.Sprintf("/Subtype /%s /Contents %s", subtype, textString(contents)))
}

// Stamp adds a stamp that shows s, in a picture of its own, and says nothing in its contents.
func (p *PDFPage) Stamp(s string) {
	font, index := p.doc.font("Times")
	codes := ""
	for _, r := range s {
		codes += fmt.Sprintf("%02X", font.code(r))
	}
	form := p.doc.stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 200 40] /Resources << /Font << /F%d %d 0 R >> >>",
		index, font.object), fmt.Appendf(nil, "BT /F%d 20 Tf 5 10 Td <%s> Tj ET", index, codes))
	p.annot(fmt.Sprintf("/Subtype /Stamp /AP << /N %d 0 R >>", form))
}

// Pin adds a file attached to a place on the page.
func (p *PDFPage) Pin(name string, content []byte) {
	p.annot(fmt.Sprintf("/Subtype /FileAttachment /FS %d 0 R", p.doc.fileSpec(name, content)))
}

// Field adds a text field of the form, with a value.
func (p *PDFPage) Field(name, value string) {
	n := p.annot(fmt.Sprintf("/Subtype /Widget /FT /Tx /T %s /V %s", textString(name), textString(value)))
	p.doc.fields = append(p.doc.fields, n)
}

func (p *PDFPage) annot(entries string) int {
	n := p.doc.add("<< /Type /Annot /Rect [100 700 300 740] /F 4 " + entries + " >>")
	p.annots = append(p.annots, n)
	return n
}

func (d *PDF) writePage(p *PDFPage) int {
	var fonts, images, annots strings.Builder
	for i, f := range d.fonts {
		fmt.Fprintf(&fonts, "/F%d %d 0 R ", i, f.object)
	}
	for i, n := range p.images {
		fmt.Fprintf(&images, "/I%d %d 0 R ", i, n)
	}
	for _, n := range p.annots {
		fmt.Fprintf(&annots, "%d 0 R ", n)
	}
	content := d.stream("", []byte(p.content.String()))
	return d.add(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "+
		"/Resources << /Font << %s >> /XObject << %s >> >> /Annots [%s] >>", content, fonts.String(), images.String(), annots.String()))
}
