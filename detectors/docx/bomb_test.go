package docx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"giumat/detectors"
	"giumat/detectors/sample"
)

const (
	documentHead = `<w:document xmlns:w="u" xmlns:v="v"><w:body><w:p><w:r><w:t>MẬT</w:t></w:r></w:p>`
	documentTail = `<w:p><w:r><w:t>TỐI MẬT</w:t></w:r></w:p></w:body></w:document>`
)

// bomb is a package whose main part is head, times units and tail, compressed without ever being put together:
// a DEFLATE stream may repeat its blocks.
func bomb(t testing.TB, head, unit string, times int, tail string) []byte {
	t.Helper()
	packed := func(text string, last bool) []byte {
		var out bytes.Buffer
		w, err := flate.NewWriter(&out, flate.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Write([]byte(text))
		if err == nil && last {
			err = w.Close()
		} else if err == nil {
			err = w.Flush()
		}
		if err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	var stream []byte
	stream = append(stream, packed(head, false)...)
	stream = append(stream, bytes.Repeat(packed(unit, false), times)...)
	stream = append(stream, packed(tail, true)...)

	var file bytes.Buffer
	z := zip.NewWriter(&file)
	f, err := z.CreateRaw(&zip.FileHeader{
		Name: "word/document.xml", Method: zip.Deflate, CompressedSize64: uint64(len(stream)),
		UncompressedSize64: uint64(len(head) + len(unit)*times + len(tail)),
	})
	if err == nil {
		_, err = f.Write(stream)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// maxHeap is how far the heap may grow, in bytes, whatever the file.
const maxHeap = 64 << 20

// heapGrowth runs f and returns how far the heap grew at most meanwhile.
func heapGrowth(f func()) int64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after) // what the heap has from the system is hardly ever given back
	return int64(after.HeapSys) - int64(before.HeapSys)
}

func TestBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("reads hundreds of megabytes")
	}
	const mib = 1 << 20
	laughs := `<!DOCTYPE x [<!ENTITY a "MẬT">` + strings.Repeat(`<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">`, 20) + `]>`
	tests := []struct {
		name  string
		file  []byte
		codes []string
		tail  bool // the line after the bomb is found
	}{
		{
			"text of 300 MiB", bomb(t, documentHead+"<w:p><w:r><w:t>", strings.Repeat("x", mib), 300, "</w:t></w:r></w:p>"+documentTail),
			[]string{"part-too-large", "suspicious-ratio"},
			false,
		},
		{
			"attribute of 100 MiB", bomb(t, documentHead+"<v:textpath string='", strings.Repeat("x", mib), 100, "'/>"+documentTail),
			[]string{"tag-too-long", "suspicious-ratio"},
			true,
		},
		{
			"tag name of 20 MiB", bomb(t, documentHead+"<x", strings.Repeat("x", mib), 20, "/>"+documentTail),
			[]string{"tag-too-long", "suspicious-ratio"},
			true,
		},
		{
			"comment of 100 MiB", bomb(t, documentHead+"<!--", strings.Repeat("x", mib), 100, "-->"+documentTail),
			[]string{"suspicious-ratio"},
			true,
		},
		{
			"3 million nested elements", bomb(t, documentHead, strings.Repeat("<x>", 100_000), 30, documentTail),
			[]string{"nested-too-deep"},
			false,
		},
		{
			"1,000 nested boxes with long lines", bomb(t, documentHead, "<w:p><w:r><w:t>"+strings.Repeat("x ", 30_000)+"</w:t><w:txbxContent>", 1000, documentTail),
			[]string{"broken-part", "suspicious-ratio"},
			true,
		},
		{
			"1,000 nested tables", bomb(t, documentHead, "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p>", 1000, documentTail),
			[]string{"broken-part"},
			true,
		},
		{"1 million cells in a row", bomb(t, documentHead+"<w:tbl><w:tr>", strings.Repeat("<w:tc/>", 10_000), 100, "</w:tr></w:tbl>"+documentTail), nil, true},
		{
			"entities in entities", bomb(t, laughs+documentHead+"<w:p><w:r><w:t>&b;", "", 0, "</w:t></w:r></w:p>"+documentTail),
			[]string{"entity-not-expanded"},
			true,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tail := false
			out := detectors.NewCollector(func(line string) bool { tail = tail || line == "TỐI MẬT"; return line == "MẬT" || tail }, 100)
			in := detectors.Input{R: bytes.NewReader(tt.file), Size: int64(len(tt.file)), Limits: detectors.DefaultLimits()}
			grown := heapGrowth(func() {
				if err := New().Detect(t.Context(), in, out); err != nil {
					t.Error(err)
				}
			})
			ev := out.Evidence()
			if grown > maxHeap {
				t.Errorf("the heap grew by %d MiB", grown>>20)
			}
			if len(ev.Spans) == 0 || ev.Spans[0].Text != "MẬT" || tail != tt.tail {
				t.Errorf("%d lines, the last one found %v, want %v", len(ev.Spans), tail, tt.tail)
			}
			if (len(tt.codes) > 0) != (ev.Reach == detectors.Partial) || len(ev.Notes) != len(tt.codes) {
				t.Errorf("reach %d, notes %v, want %v", ev.Reach, ev.Notes, tt.codes)
			}
			for _, code := range tt.codes {
				if !hasNote(ev, code) {
					t.Errorf("notes %v lack %q", ev.Notes, code)
				}
			}
		})
	}
}

// TestHTMLBombs checks that comments in comments are not followed, nor text held that is too long.
func TestHTMLBombs(t *testing.T) {
	for name, page := range map[string]string{
		"comments in comments": strings.Repeat("<!--[if x]>", 300_000),
		"open tags":            strings.Repeat("<table><tr><td>", 200_000),
		"long text":            strings.Repeat("x", 10<<20),
	} {
		t.Run(name, func(t *testing.T) {
			w := sample.NewWord().AltChunk("word/a.html", "text/html", []byte(page)).Paragraph("MẬT")
			var ev detectors.Evidence
			if grown := heapGrowth(func() { ev = detect(t, w.Bytes()) }); grown > 2*maxHeap {
				t.Errorf("the heap grew by %d MiB", grown>>20)
			}
			if len(ev.Spans) == 0 || ev.Spans[len(ev.Spans)-1].Text != "MẬT" {
				t.Errorf("%d lines", len(ev.Spans))
			}
		})
	}
}

func TestPackageLimit(t *testing.T) {
	limits := detectors.DefaultLimits()
	limits.FileBytes = 1 << 20
	w := sample.NewWord().Paragraph("MẬT")
	for i := range 20 {
		w.Part(fmt.Sprintf("word/zz%d.xml", i), "", []byte("<w:hdr>"+strings.Repeat("<w:p/>", 20_000)+"</w:hdr>"))
	}
	ev := detectWithin(t, w.Bytes(), limits)
	if ev.Reach != detectors.Partial || !hasNote(ev, "package-too-large") || len(ev.Spans) != 1 {
		t.Errorf("reach %d, notes %v, %d lines", ev.Reach, ev.Notes, len(ev.Spans))
	}
}

func TestManyEntries(t *testing.T) {
	parts := map[string]string{"word/document.xml": documentHead + documentTail}
	order := []string{"word/document.xml"}
	for i := range 10_001 {
		order = append(order, fmt.Sprintf("x/%d", i))
	}
	for range 2 { // a few too many, then so many that the directory is not even read
		ev := detect(t, archive(t, order, parts))
		if ev.Reach != detectors.Partial || !hasNote(ev, "too-many-entries") || len(ev.Spans) != 2 {
			t.Errorf("reach %d, notes %v, %d lines", ev.Reach, ev.Notes, len(ev.Spans))
		}
		for i := range 40_000 {
			order = append(order, fmt.Sprintf("y/%d", i))
		}
	}
}

func TestNestedTooDeep(t *testing.T) {
	file := sample.NewWord().Paragraph("đáy").Bytes()
	for range 6 {
		file = sample.NewWord().Paragraph("tầng").Part("word/embeddings/d.docx", "", file).Bytes()
	}
	ev := detect(t, file)
	if ev.Kind != detectors.DOCX || ev.Reach != detectors.Partial || !hasNote(ev, "nested-too-deep") || len(ev.Spans) != 4 {
		t.Errorf("reach %d, notes %v, %d lines", ev.Reach, ev.Notes, len(ev.Spans))
	}
}

// A chart's workbook is not read, and leaves nothing unread: the chart has the words. Another workbook does.
func TestChartWorkbook(t *testing.T) {
	workbook := archive(t, []string{"xl/workbook.xml"}, map[string]string{"xl/workbook.xml": "<workbook/>"})
	rels := `<Relationships><Relationship Id="rId1" Target="../embeddings/Sheet1.xlsx"/></Relationships>`
	w := sample.NewWord().Paragraph("x").Part("word/charts/_rels/chart1.xml.rels", "", []byte(rels)).
		Part("word/embeddings/Sheet1.xlsx", "", workbook)
	if ev := detect(t, w.Bytes()); ev.Reach != detectors.Complete || !hasNote(ev, "chart-workbook") {
		t.Errorf("reach %d, notes %v", ev.Reach, ev.Notes)
	}
	w.Part("word/embeddings/Sheet2.xlsx", "", workbook)
	if ev := detect(t, w.Bytes()); ev.Reach != detectors.Partial || !hasNote(ev, "format-not-read") {
		t.Errorf("reach %d, notes %v", ev.Reach, ev.Notes)
	}
}

func TestEmbeddedOLE(t *testing.T) {
	const signature = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	w := sample.NewWord().Paragraph("x").
		Part("word/embeddings/a.bin", "", []byte(signature+"W\x00o\x00r\x00d\x00D\x00o\x00c\x00u\x00m\x00e\x00n\x00t\x00")).
		Part("word/embeddings/b.bin", "", []byte(signature+"E\x00q\x00u\x00a\x00t\x00i\x00o\x00n\x00"))
	ev := detect(t, w.Bytes())
	if ev.Reach != detectors.Partial || len(ev.Notes) != 2 || ev.Notes[0].Code != "embedded-ole-not-read" || ev.Notes[1].Code != "embedded-ole" {
		t.Errorf("reach %d, notes %v", ev.Reach, ev.Notes)
	}
}
