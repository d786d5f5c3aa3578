package paper

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giumat/guard/report"
)

// samples is where TestSamples leaves the papers, to be looked at.
var samples = flag.String("samples", "", "folder for sample papers")

// forms are the papers that there are, by file name.
func forms(t testing.TB, language string, r *report.Report) map[string]func(io.Writer) error {
	c, u := catalog(t, language), single()
	return map[string]func(io.Writer) error{
		"report.html": func(w io.Writer) error { return HTML(w, r, c) },
		"report.docx": func(w io.Writer) error { return DOCX(w, r, c) },
		"report.pdf":  func(w io.Writer) error { return PDF(w, r, c) },
		"urgent.html": func(w io.Writer) error { return UrgentHTML(w, u, c) },
		"urgent.docx": func(w io.Writer) error { return UrgentDOCX(w, u, c) },
		"urgent.pdf":  func(w io.Writer) error { return UrgentPDF(w, u, c) },
	}
}

func made(t testing.TB, form func(io.Writer) error) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := form(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSamples(t *testing.T) {
	if *samples == "" {
		t.Skip("no folder for samples: -samples DIR")
	}
	for _, language := range []string{"vi", "en"} {
		for name, form := range forms(t, language, october(60)) {
			if err := os.WriteFile(filepath.Join(*samples, language+"-"+name), made(t, form), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// The longest report that a paper lists whole.
func BenchmarkPapers(b *testing.B) {
	for name, form := range forms(b, "vi", october(report.DocumentIncidents)) {
		if strings.HasPrefix(name, "report") {
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					b.SetBytes(int64(len(made(b, form))))
				}
			})
		}
	}
}
