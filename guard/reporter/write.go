package reporter

import (
	"fmt"
	"io"

	"giumat/guard/report"
	"giumat/guard/report/paper"
	"giumat/guard/texts"
)

// Listed is how many incidents a format lists at most; 0 is all.
func Listed(format string) int {
	if format == "json" || format == "csv" {
		return 0
	}
	return report.DocumentIncidents
}

// Write writes a report in one of config.Formats. Documents for people list at most report.DocumentIncidents; CSV and
// JSON list what the report holds.
func Write(w io.Writer, r *report.Report, format string, t *texts.Catalog) error {
	switch format {
	case "json":
		return r.WriteJSON(w)
	case "csv":
		return r.WriteCSV(w, t)
	}
	short := r.Limit(report.DocumentIncidents)
	switch format {
	case "html":
		return paper.HTML(w, short, t)
	case "docx":
		return paper.DOCX(w, short, t)
	case "pdf":
		return paper.PDF(w, short, t)
	}
	return fmt.Errorf("write report: no format %q", format)
}

// WriteUrgent writes the page on a single incident as html, docx or pdf.
func WriteUrgent(w io.Writer, u *report.UrgentReport, format string, t *texts.Catalog) error {
	switch format {
	case "html":
		return paper.UrgentHTML(w, u, t)
	case "docx":
		return paper.UrgentDOCX(w, u, t)
	case "pdf":
		return paper.UrgentPDF(w, u, t)
	}
	return fmt.Errorf("write urgent report: no format %q", format)
}
