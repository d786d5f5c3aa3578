package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/unicode"

	"giumat/detectors"
	"giumat/detectors/sample"
)

// detect reads a file and keeps every line.
func detect(t testing.TB, file []byte) detectors.Evidence {
	t.Helper()
	return detectWithin(t, file, detectors.DefaultLimits())
}

func detectWithin(t testing.TB, file []byte, limits detectors.Limits) detectors.Evidence {
	t.Helper()
	out := detectors.NewCollector(func(string) bool { return true }, 100_000)
	err := nested(limits, limits.Depth)(t.Context(), "", bytes.NewReader(file), int64(len(file)), out)
	if err != nil {
		t.Fatal(err)
	}
	return out.Evidence()
}

// nested reads files inside files with this detector alone.
func nested(limits detectors.Limits, depth int) func(context.Context, string, io.ReaderAt, int64, *detectors.Collector) error {
	return func(ctx context.Context, part string, r io.ReaderAt, size int64, out *detectors.Collector) error {
		if depth == 0 {
			out.Partial("nested-too-deep", part)
			return nil
		}
		in := detectors.Input{R: r, Size: size, Limits: limits, Nested: nested(limits, depth-1)}
		if part == "" {
			return New().Detect(ctx, in, out)
		}
		return out.Inside(part, func() error { return New().Detect(ctx, in, out) })
	}
}

// line is what a test says of a span.
type line struct {
	Text  string
	Place detectors.Place
	Flags string // the words hidden, deleted, fallback, decoded, row
}

func linesOf(ev detectors.Evidence) []line {
	var all []line
	for _, s := range ev.Spans {
		var flags []string
		for _, f := range []struct {
			set  bool
			name string
		}{{s.Hidden, "hidden"}, {s.Deleted, "deleted"}, {s.Fallback, "fallback"}, {s.Decoded, "decoded"}, {s.Row, "row"}} {
			if f.set {
				flags = append(flags, f.name)
			}
		}
		all = append(all, line{s.Text, s.Place, strings.Join(flags, " ")})
	}
	return all
}

// shown is a line without flags in the body.
func shown(text string) line { return line{Text: text, Place: detectors.Body} }

// forms are the ways to write one and the same document.
var forms = []struct {
	name  string
	bytes func(*testing.T, *sample.Word) []byte
}{
	{"transitional", func(_ *testing.T, w *sample.Word) []byte { return w.Bytes() }},
	{"strict", func(_ *testing.T, w *sample.Word) []byte { return w.Strict().Bytes() }},
	{"UTF-16 LE with mark", func(t *testing.T, w *sample.Word) []byte { return inUTF16(t, w, unicode.LittleEndian, unicode.UseBOM) }},
	{"UTF-16 BE without mark", func(t *testing.T, w *sample.Word) []byte { return inUTF16(t, w, unicode.BigEndian, unicode.IgnoreBOM) }},
	{"other prefixes", func(t *testing.T, w *sample.Word) []byte {
		return rewrite(t, w.Bytes(), func(_, content string) string {
			return strings.NewReplacer("<w:", "<n1:", "</w:", "</n1:", " w:", " n1:", ":w=", ":n1=", "<v:", "<n2:", "</v:", "</n2:", ":v=", ":n2=").Replace(content)
		})
	}},
}

func inUTF16(t *testing.T, w *sample.Word, order unicode.Endianness, mark unicode.BOMPolicy) []byte {
	return rewrite(t, w.Bytes(), func(_, content string) string {
		out, err := unicode.UTF16(order, mark).NewEncoder().String(strings.Replace(content, `"UTF-8"`, `"UTF-16"`, 1))
		if err != nil {
			t.Fatal(err)
		}
		return out
	})
}

// rewrite changes the XML parts of a package.
func rewrite(t testing.TB, file []byte, change func(name, content string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	var order []string
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, f.Name)
		parts[f.Name] = string(content)
		if strings.HasPrefix(parts[f.Name], "<?xml") {
			parts[f.Name] = change(f.Name, parts[f.Name])
		}
	}
	return archive(t, order, parts)
}

func archive(t testing.TB, order []string, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range order {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, parts[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// body is a document whose body is the given WordprocessingML.
func body(ml string) *sample.Word { return sample.NewWord().Raw(ml) }

func TestPlaces(t *testing.T) {
	for _, tt := range places {
		t.Run(tt.name, func(t *testing.T) {
			for _, form := range forms {
				ev := detect(t, form.bytes(t, tt.doc()))
				if ev.Kind != detectors.DOCX || ev.Reach != detectors.Complete {
					t.Errorf("%s: kind %s, reach %d, notes %v", form.name, ev.Kind, ev.Reach, ev.Notes)
				}
				if diff := cmp.Diff(tt.want, linesOf(ev)); diff != "" {
					t.Errorf("%s: lines (-want +got):\n%s", form.name, diff)
				}
			}
		})
	}
}

func TestPart(t *testing.T) {
	ev := detect(t, sample.NewWord().HeaderBox("MẬT").Bytes())
	want := []detectors.Span{{Text: "MẬT", Place: detectors.Box, Part: "word/header1.xml", Line: 1, Nth: 1, Block: 1}}
	if diff := cmp.Diff(want, ev.Spans); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
}

// TestBlocks checks which lines stand together: those of a cell, of a box, of a paragraph with several lines.
func TestBlocks(t *testing.T) {
	w := sample.NewWord().Paragraph("một").Paragraph("hai\nba").Paragraph("bốn").
		Table([]string{"năm\nsáu", "bảy"}).Box("tám", "chín").Paragraph("mười")
	var got []string
	blocks := map[int]string{0: "-"}
	for _, s := range detect(t, w.Bytes()).Spans {
		if _, ok := blocks[s.Block]; !ok {
			blocks[s.Block] = string(rune('a' + len(blocks) - 1))
		}
		got = append(got, blocks[s.Block]+" "+s.Text)
	}
	want := []string{"- một", "a hai", "a ba", "- bốn", "b năm", "b sáu", "c bảy", "- năm sáu\tbảy", "d tám", "d chín", "- mười"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("blocks (-want +got):\n%s", diff)
	}
}

// TestLongLine checks that long text comes in pieces that lose nothing.
func TestLongLine(t *testing.T) {
	text := strings.Repeat("căn cứ quy định ", 20_000)
	var got strings.Builder
	for _, s := range detect(t, sample.NewWord().Paragraph(text).Bytes()).Spans {
		if len(s.Text) > detectors.MaxLineBytes {
			t.Errorf("a line of %d bytes", len(s.Text))
		}
		got.WriteString(s.Text + " ")
	}
	if strings.TrimSpace(got.String()) != strings.TrimSpace(text) {
		t.Error("the pieces do not make up the text")
	}
}

func TestRecognize(t *testing.T) {
	if !New().Recognize(sample.NewWord().Bytes()[:100]) || New().Recognize([]byte("%PDF-1.7")) || New().Recognize(nil) {
		t.Error("every zip, and only a zip")
	}
}

func TestNotWord(t *testing.T) {
	sheet := archive(t, []string{"xl/workbook.xml"}, map[string]string{"xl/workbook.xml": "<workbook/>"})
	noPart := archive(t, []string{"[Content_Types].xml"}, map[string]string{
		"[Content_Types].xml": `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
	})
	tests := []struct {
		name string
		file []byte
		kind detectors.Kind
		code string
	}{
		{"spreadsheet", sheet, detectors.Zip, "format-not-read"},
		{"no document part", noPart, detectors.DOCX, "no-text-part"},
		{"no bytes", nil, detectors.Zip, "broken-zip"},
		{"head alone", []byte("PK\x03\x04"), detectors.Zip, "broken-zip"},
		{"noise", []byte("PK\x03\x04" + strings.Repeat("noise ", 1000)), detectors.Zip, "broken-zip"},
		{"zeros", append([]byte("PK\x03\x04"), make([]byte, 10_000)...), detectors.Zip, "broken-zip"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ev := detect(t, tt.file)
			if ev.Kind != tt.kind || ev.Reach != detectors.Unreadable || !hasNote(ev, tt.code) {
				t.Errorf("kind %s, reach %d, notes %v", ev.Kind, ev.Reach, ev.Notes)
			}
		})
	}
}

func hasNote(ev detectors.Evidence, code string) bool {
	for _, n := range ev.Notes {
		if n.Code == code {
			return true
		}
	}
	return false
}

// TestTruncated cuts a document anywhere: what is before the cut is still found.
func TestTruncated(t *testing.T) {
	w := sample.NewWord().Paragraph("TỐI MẬT")
	for range 400 {
		w.Paragraph("Đoạn văn bản thường, đủ dài để còn lại sau khi tệp bị cắt.")
	}
	file := w.Bytes()
	at := bytes.Index(file, []byte("word/document.xml"))
	for _, cut := range []int{len(file) - 1, len(file) - 100, (at + len(file)) / 2} {
		ev := detect(t, file[:cut])
		if ev.Kind != detectors.DOCX || ev.Reach != detectors.Partial || !hasNote(ev, "truncated") {
			t.Errorf("cut at %d of %d: kind %s, reach %d, notes %v", cut, len(file), ev.Kind, ev.Reach, ev.Notes)
		}
		if got := linesOf(ev); len(got) == 0 || got[0].Text != "TỐI MẬT" {
			t.Errorf("cut at %d of %d: %d lines", cut, len(file), len(got))
		}
	}
	for cut := range at {
		detect(t, file[:cut])
	}
}

func TestEncryptedEntries(t *testing.T) {
	file := sample.NewWord().Paragraph("x").Bytes()
	for _, header := range []struct {
		mark string
		at   int
	}{{"PK\x03\x04", 6}, {"PK\x01\x02", 8}} {
		for i := 0; ; i++ {
			next := bytes.Index(file[i:], []byte(header.mark))
			if next < 0 {
				break
			}
			i += next
			file[i+header.at] |= 1
		}
	}
	ev := detect(t, file)
	if ev.Reach != detectors.Unreadable || !hasNote(ev, "encrypted") {
		t.Errorf("reach %d, notes %v", ev.Reach, ev.Notes)
	}
}

// TestBrokenPart spoils one part: the others are read.
func TestBrokenPart(t *testing.T) {
	file := rewrite(t, sample.NewWord().Paragraph("thân").Header("đầu").Bytes(), func(name, content string) string {
		if name == "word/header1.xml" {
			return content[:len(content)-20]
		}
		return content
	})
	ev := detect(t, file)
	want := detectors.Evidence{
		Kind: detectors.DOCX, Reach: detectors.Partial,
		Spans: []detectors.Span{
			{Text: "thân", Place: detectors.Body, Part: "word/document.xml", Line: 1, Nth: 1},
			{Text: "đầu", Place: detectors.Header, Part: "word/header1.xml", Line: 2, Nth: 1},
		},
		Notes: []detectors.Note{{Code: "broken-part", Part: "word/header1.xml"}},
	}
	if diff := cmp.Diff(want, ev, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("evidence (-want +got):\n%s", diff)
	}
}

func TestCancel(t *testing.T) {
	file := sample.NewWord().Paragraph(strings.Repeat("x ", 1<<20)).Bytes()
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	out := detectors.NewCollector(func(string) bool { seen++; cancel(); return false }, 10)
	in := detectors.Input{R: bytes.NewReader(file), Size: int64(len(file)), Limits: detectors.DefaultLimits()}
	if err := New().Detect(ctx, in, out); err != context.Canceled {
		t.Errorf("error %v", err)
	}
	if seen > 5 {
		t.Errorf("%d lines after the context was done", seen)
	}
}
