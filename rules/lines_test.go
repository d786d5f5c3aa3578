package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giumat/detectors"
	"giumat/detectors/vntext"
)

// The kinds of labelled lines that are only to be suspected.
var maySuspect = map[string]bool{"ocr": true, "nodia": true, "viqr": true, "filename": true, "weak_suffix": true}

// placeNames are the places as the labelled lines name them.
var placeNames = map[string]detectors.Place{
	"txbxContent": detectors.Box, "header": detectors.Header, "footer": detectors.Footer,
	"v:textpath string": detectors.Watermark, "core keywords": detectors.Property,
}

// labelled is one line of the shared file of labelled lines, as the small document it stands for.
type labelled struct {
	want, kind, note string
	fileName         string
	spans            []detectors.Span
}

func parseLabelled(row []string) labelled {
	l := labelled{want: row[0], kind: row[1], note: row[3]}
	text := strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\u00a0`, "\u00a0").Replace(row[2])
	place := detectors.Body
	if strings.HasPrefix(text, "[") {
		name, rest, _ := strings.Cut(text[1:], "] ")
		switch p, known := placeNames[name]; {
		case known:
			place, text = p, rest
		case name == "w:caps" || name == "style caps": // the reader applies it
			text = strings.ToUpper(rest)
		}
	}
	font := ""
	switch l.kind {
	case "filename":
		l.fileName, text = text, ""
	case "split_runs":
		text = strings.ReplaceAll(text, "|", "")
	case "tcvn3":
		font = ".VnTime"
	case "tcvn3_H":
		font = ".VnTimeH"
	case "vni":
		font = "VNI-Times"
	}
	charset, capitals := vntext.CharsetOfFont(font)
	for line := range strings.Lines(text) {
		l.spans = append(l.spans, detectors.Span{
			Text: vntext.Decode(line, charset, capitals), Decoded: font != "", Place: place, Block: 1,
		})
	}
	return l
}

// TestLabelledLines judges the labelled lines that were gathered from the domain; they are kept outside the
// repository.
func TestLabelledLines(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "shared", "cases", "lines.tsv"))
	if err != nil {
		t.Skip("the labelled lines are not here; the examples in the packs were still tested")
	}
	p := Default()
	for n, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
		l := parseLabelled(strings.Split(line, "\t"))
		for _, want := range []func(string) bool{keepAll, p.Wants} {
			v := p.Judge(collect(want, l.spans), l.fileName)
			switch {
			case l.want == "NONE" && v.State == Marked:
				t.Errorf("line %d (%s, %s) is marked: %v", n+2, l.kind, l.note, v.Reasons)
			case l.want != "NONE" && v.Level.String() != l.want:
				t.Errorf("line %d (%s, %s): got %q, want %q: %v", n+2, l.kind, l.note, v.Level, l.want, v.Reasons)
			case l.want != "NONE" && v.Confidence != Certain && !maySuspect[l.kind]:
				t.Errorf("line %d (%s, %s) is only suspected: %v", n+2, l.kind, l.note, v.Reasons)
			}
		}
	}
}

func keepAll(string) bool { return true }

// collect sends spans through a Collector, as a detector does.
func collect(want func(string) bool, spans []detectors.Span) detectors.Evidence {
	c := detectors.NewCollector(want, detectors.DefaultLimits().Spans)
	c.Kind(detectors.DOCX)
	for _, s := range spans {
		c.Line(s)
	}
	return c.Evidence()
}
