// Package paper makes the documents that people read and sign from a report: HTML to look at, DOCX to edit and sign,
// PDF to keep. It takes a report and a catalogue of sentences and writes one file; it asks nothing of the network, of
// other programs or of the fonts on the PC, and adds nothing that the report does not hold. Its form is that of Decree
// 30/2020/NĐ-CP. No paper that it writes bears what the guard itself would take for a mark.
package paper

import (
	"io"

	"giumat/guard/report"
	"giumat/guard/texts"
)

// HTML writes a report as one web page without scripts or outside parts.
func HTML(w io.Writer, r *report.Report, t *texts.Catalog) error {
	return writeHTML(w, summary(r, t))
}

// DOCX writes a report as a Word document. The same report gives the same bytes.
func DOCX(w io.Writer, r *report.Report, t *texts.Catalog) error {
	return writeDOCX(w, summary(r, t))
}

// PDF writes a report as PDF. The same report gives the same bytes.
func PDF(w io.Writer, r *report.Report, t *texts.Catalog) error {
	return writePDF(w, summary(r, t))
}

// UrgentHTML writes the one page on a single serious incident as a web page.
func UrgentHTML(w io.Writer, u *report.UrgentReport, t *texts.Catalog) error {
	return writeHTML(w, urgent(u, t))
}

// UrgentDOCX writes the one page on a single serious incident as a Word document.
func UrgentDOCX(w io.Writer, u *report.UrgentReport, t *texts.Catalog) error {
	return writeDOCX(w, urgent(u, t))
}

// UrgentPDF writes the one page on a single serious incident as PDF.
func UrgentPDF(w io.Writer, u *report.UrgentReport, t *texts.Catalog) error {
	return writePDF(w, urgent(u, t))
}
