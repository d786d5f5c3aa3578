package sample

import (
	"fmt"
	"strings"
)

// Look is how a run of text looks, as run properties of WordprocessingML (ECMA-376 part 1, 17.3.2).
type Look string

// Some looks. Several may be given for one text.
const (
	Bold      Look = `<w:b/>`
	Italic    Look = `<w:i/>`
	Caps      Look = `<w:caps/>`
	NoCaps    Look = `<w:caps w:val="0"/>`
	SmallCaps Look = `<w:smallCaps/>`
	Red       Look = `<w:color w:val="FF0000"/>`
	Hidden    Look = `<w:vanish/>`
)

// Font is the look of text in a font.
func Font(name string) Look {
	name = escape(name)
	return Look(fmt.Sprintf(`<w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s" w:cs="%[1]s"/>`, name))
}

// InStyle is the look of text in a character style.
func InStyle(id string) Look { return Look(`<w:rStyle w:val="` + escape(id) + `"/>`) }

// Run is a piece of text with its look.
type Run struct {
	Text  string
	Looks []Look
}

// R is short for a run.
func R(text string, looks ...Look) Run { return Run{text, looks} }

// Deleted is a run struck out by tracked changes.
func Deleted(text string) Run { return Run{text, []Look{deleted}} }

// Inserted is a run added by tracked changes.
func Inserted(text string) Run { return Run{text, []Look{inserted}} }

const (
	deleted  Look = "deleted"
	inserted Look = "inserted"
	tracked       = `w:id="1" w:author="Người Soạn" w:date="2026-01-05T08:00:00Z"`
)

// ml is the run in WordprocessingML. A line end in the text is a line break, a tab a tab.
func (r Run) ml() string {
	looks := ""
	for _, l := range r.Looks {
		switch l {
		case deleted:
			return `<w:del ` + tracked + `><w:r>` + strings.ReplaceAll(textML(r.Text), "w:t", "w:delText") + `</w:r></w:del>`
		case inserted:
			return `<w:ins ` + tracked + `><w:r>` + textML(r.Text) + `</w:r></w:ins>`
		}
		looks += string(l)
	}
	return `<w:r><w:rPr>` + looks + `</w:rPr>` + textML(r.Text) + `</w:r>`
}

func textML(text string) string {
	open, end := `<w:t xml:space="preserve">`, `</w:t>`
	ml := open + escape(text) + end
	ml = strings.ReplaceAll(ml, "&#xA;", end+"<w:br/>"+open)
	return strings.ReplaceAll(ml, "&#x9;", end+"<w:tab/>"+open)
}

func paragraph(align, style string, runs ...Run) string {
	ml := "<w:p><w:pPr>"
	if style != "" {
		ml += `<w:pStyle w:val="` + escape(style) + `"/>`
	}
	if align != "" {
		ml += `<w:jc w:val="` + align + `"/>`
	}
	ml += "</w:pPr>"
	for _, r := range runs {
		ml += r.ml()
	}
	return ml + "</w:p>"
}

func paragraphs(texts []string) string {
	ml := ""
	for _, t := range texts {
		ml += paragraph("", "", R(t))
	}
	return ml
}

// Paragraph adds a paragraph of one run.
func (w *Word) Paragraph(text string, looks ...Look) *Word {
	return w.Raw(paragraph("", "", R(text, looks...)))
}

// Runs adds a paragraph of several runs.
func (w *Word) Runs(runs ...Run) *Word { return w.Raw(paragraph("", "", runs...)) }

// Styled adds a paragraph in a paragraph style.
func (w *Word) Styled(style string, runs ...Run) *Word { return w.Raw(paragraph("", style, runs...)) }

// Table adds a table with a border. A line end in a cell's text begins a new paragraph.
func (w *Word) Table(rows ...[]string) *Word {
	return w.Raw(table("", `<w:tblBorders><w:top w:val="single"/><w:left w:val="single"/><w:bottom w:val="single"/>`+
		`<w:right w:val="single"/><w:insideH w:val="single"/><w:insideV w:val="single"/></w:tblBorders>`, rows))
}

func table(style, borders string, rows [][]string) string {
	if style != "" {
		style = `<w:tblStyle w:val="` + escape(style) + `"/>`
	}
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row))
	}
	ml := `<w:tbl><w:tblPr>` + style + `<w:tblW w:w="0" w:type="auto"/>` + borders + `</w:tblPr><w:tblGrid>` +
		strings.Repeat(`<w:gridCol w:w="3000"/>`, columns) + `</w:tblGrid>`
	for _, row := range rows {
		ml += "<w:tr>"
		for _, cell := range row {
			ml += `<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr>` + paragraphs(strings.Split(cell, "\n")) + `</w:tc>`
		}
		ml += "</w:tr>"
	}
	return ml + `</w:tbl><w:p/>`
}

// StyledTable adds a table in a table style.
func (w *Word) StyledTable(style string, rows ...[]string) *Word {
	return w.Raw(table(style, "", rows))
}

// Box adds a paragraph with a text box, as Word 2010 and later write it: once for themselves and once, as VML, for
// older programs. Each line is a paragraph.
func (w *Word) Box(lines ...string) *Word {
	return w.Raw("<w:p>" + w.boxML(lines, lines) + "</w:p>")
}

// VMLBox adds a paragraph with a text box as Word 2007 and older write it.
func (w *Word) VMLBox(lines ...string) *Word {
	return w.Raw("<w:p><w:r>" + w.vmlBoxML(lines) + "</w:r></w:p>")
}

func (w *Word) boxML(lines, fallback []string) string {
	id := w.id()
	return fmt.Sprintf(`<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0"`+
		` simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>`+
		`<wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>`+
		`<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>`+
		`<wp:extent cx="1440000" cy="432000"/><wp:wrapTopAndBottom/><wp:docPr id="%[1]d" name="Box %[1]d"/><wp:cNvGraphicFramePr/>`+
		`<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>`+
		`<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1440000" cy="432000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>`+
		`<a:ln w="38100" cmpd="dbl"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></wps:spPr>`+
		`<wps:txbx><w:txbxContent>%[2]s</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>`+
		`</mc:Choice><mc:Fallback>%[3]s</mc:Fallback></mc:AlternateContent></w:r>`, id, paragraphs(lines), w.vmlBoxML(fallback))
}

func (w *Word) vmlBoxML(lines []string) string {
	return fmt.Sprintf(`<w:pict><v:rect id="box%d" style="width:113pt;height:34pt" strokecolor="red"><v:textbox>`+
		`<w:txbxContent>%s</w:txbxContent></v:textbox></v:rect></w:pict>`, w.id(), paragraphs(lines))
}
