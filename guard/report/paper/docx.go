package paper

import (
	"archive/zip"
	"embed"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/template"
	"time"
)

//go:embed templates/docx templates/xlsx
var parts embed.FS

// The sheet in twentieths of a point: A4 with the margins of Decree 30/2020/NĐ-CP, annex I, I.2 (20-25 mm above and
// below, 30-35 mm at the left, 15-20 mm at the right). The wide sheet is the same one turned.
const (
	textWidth = 11906 - 1701 - 850
	wideWidth = 16838 - 1134 - 1134
)

// epoch is the time of every entry, so that the same report gives the same bytes.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// wordDocument is what the templates of the parts see.
type wordDocument struct {
	*document
	Chart *chart // nil when the report has none
}

// writeDOCX writes d as an Office Open XML document (ECMA-376).
func writeDOCX(w io.Writer, d *document) error {
	if err := zipDOCX(w, d); err != nil {
		return fmt.Errorf("write report as DOCX: %w", err)
	}
	return nil
}

func zipDOCX(w io.Writer, d *document) error {
	out := &container{zip: zip.NewWriter(w), data: wordDocument{document: d, Chart: d.chart()}}
	out.add("[Content_Types].xml", "docx/content_types.xml")
	out.add("_rels/.rels", "docx/rels.xml")
	out.add("docProps/core.xml", "docx/core.xml")
	out.add("docProps/app.xml", "docx/app.xml")
	out.add("word/document.xml", "docx/document.xml")
	out.add("word/_rels/document.xml.rels", "docx/document.rels.xml")
	out.add("word/styles.xml", "docx/styles.xml")
	out.add("word/settings.xml", "docx/settings.xml")
	out.add("word/header1.xml", "docx/header.xml")
	out.add("word/header2.xml", "docx/header_first.xml")
	if out.data.Chart != nil {
		out.add("word/charts/chart1.xml", "docx/chart.xml")
		out.add("word/charts/_rels/chart1.xml.rels", "docx/chart.rels.xml")
		out.addWorkbook("word/embeddings/chart1.xlsx")
	}
	if out.err != nil {
		return out.err
	}
	return out.zip.Close()
}

// container is a zip file that is being filled from the templates. After an error it takes nothing more.
type container struct {
	zip  *zip.Writer
	data wordDocument
	err  error
}

// add writes one part.
func (c *container) add(name, from string) {
	if c.err != nil {
		return
	}
	t, err := template.New("").Funcs(wordFuncs).ParseFS(parts, "templates/"+from)
	if err != nil {
		c.err = fmt.Errorf("template %s: %w", from, err)
		return
	}
	part := c.create(name)
	if c.err == nil {
		c.err = t.ExecuteTemplate(part, from[strings.Index(from, "/")+1:], c.data)
	}
}

func (c *container) create(name string) io.Writer {
	part, err := c.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: epoch})
	c.err = err
	return part
}

// addWorkbook writes the numbers of the chart as a workbook, so that Word can edit them.
func (c *container) addWorkbook(name string) {
	if c.err != nil {
		return
	}
	part := c.create(name)
	if c.err != nil {
		return
	}
	book := &container{zip: zip.NewWriter(part), data: c.data}
	book.add("[Content_Types].xml", "xlsx/content_types.xml")
	book.add("_rels/.rels", "xlsx/rels.xml")
	book.add("xl/workbook.xml", "xlsx/workbook.xml")
	book.add("xl/_rels/workbook.xml.rels", "xlsx/workbook.rels.xml")
	book.add("xl/worksheets/sheet1.xml", "xlsx/sheet.xml")
	if c.err = book.err; c.err == nil {
		c.err = book.zip.Close()
	}
}

var wordFuncs = template.FuncMap{
	"x":      escape,
	"looks":  looks,
	"grid":   grid,
	"letter": func(i int) string { return string(rune('A' + i)) },
	"add":    func(a, b int) int { return a + b },
	"pair":   func(style, said string) any { return paragraph{style, said} },
	"style":  listStyle,
	"of":     func(t *table, wide bool) any { return tableIn{t, wide} },
}

// paragraph is words in a style.
type paragraph struct{ Style, Words string }

// listStyle gives the style of a table's text: smaller on the wide sheet, where a table has more columns.
func listStyle(style string, wide bool) string {
	if wide {
		return strings.Replace(style, "Table", "List", 1)
	}
	return style
}

// tableIn is a table on the sheet where it stands.
type tableIn struct {
	*table
	Wide bool
}

// grid gives the widths of the columns in twentieths of a point.
func grid(t tableIn) []int {
	width := textWidth
	if t.Wide {
		width = wideWidth
	}
	var out []int
	for _, share := range t.Shares() {
		out = append(out, int(share*float64(width)))
	}
	return out
}

// escape makes words safe to stand in XML; what XML cannot hold becomes U+FFFD.
func escape(s string) (string, error) {
	var out strings.Builder
	err := xml.EscapeText(&out, []byte(s))
	return out.String(), err
}

// Turned tells whether a part of d stands on a sheet laid on its side.
func (d *document) Turned() bool {
	return slices.ContainsFunc(d.Sections, func(s section) bool { return s.Wide })
}

// chart gives the chart of d, or nil: there is at most one.
func (d *document) chart() *chart {
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			if b.Chart != nil {
				return b.Chart
			}
		}
	}
	return nil
}
