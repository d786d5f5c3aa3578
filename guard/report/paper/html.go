package paper

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed templates/report.html.tmpl
var pageSource string

// writeHTML writes d as one page. html/template escapes every word in it; the page's own policy forbids scripts and
// anything from outside.
func writeHTML(w io.Writer, d *document) error {
	page, err := template.New("report").Funcs(template.FuncMap{
		"plot":    func(c *chart) plot { return newPlot(c, d.words, 520, 190) },
		"percent": func(share float64) string { return fmt.Sprintf("%.2f%%", 100*share) },
		"title":   func() string { return strings.ToUpper(d.Name) + ". " + d.Subject },
		"looks":   looks,
		"point":   func(v float64) string { return fmt.Sprintf("%.1f", v) },
	}).Parse(pageSource)
	if err != nil {
		return fmt.Errorf("page template: %w", err)
	}
	if err := page.Execute(w, d); err != nil {
		return fmt.Errorf("write report as HTML: %w", err)
	}
	return nil
}
