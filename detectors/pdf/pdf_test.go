package pdf

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/detectors"
	"giumat/detectors/sample"
)

// newDetector keeps PDFium compiled between test runs, in the user's own cache.
func newDetector(t testing.TB, cfg Config) *Detector {
	t.Helper()
	if cache, err := os.UserCacheDir(); err == nil {
		cfg.CacheDir = filepath.Join(cache, "giumat", "pdfium")
	}
	d := New(cfg)
	if err := d.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// nested writes what the detector hands on, in place of the other detectors.
func nested(ctx context.Context, part string, r io.ReaderAt, size int64, out *detectors.Collector) error {
	content, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return err
	}
	return out.Inside(part, func() error {
		out.Line(detectors.Span{Text: string(content), Place: detectors.Body})
		return nil
	})
}

func detect(t testing.TB, d *Detector, r io.ReaderAt, size int64) detectors.Evidence {
	t.Helper()
	out := detectors.NewCollector(func(string) bool { return true }, 100_000)
	in := detectors.Input{R: r, Size: size, Limits: detectors.DefaultLimits(), Nested: nested}
	if err := d.Detect(t.Context(), in, out); err != nil {
		t.Fatal(err)
	}
	return out.Evidence()
}

func detectBytes(t testing.TB, d *Detector, content []byte) detectors.Evidence {
	t.Helper()
	return detect(t, d, bytes.NewReader(content), int64(len(content)))
}

// texts leaves of the evidence what a reader of the test wants to see.
func texts(ev detectors.Evidence) []string {
	var lines []string
	for _, s := range ev.Spans {
		l := string(s.Place) + ": " + s.Text
		if s.Part != "" {
			l = s.Part + " " + l
		}
		lines = append(lines, l)
	}
	return lines
}

// onePage draws one page and returns the document.
func onePage(draw func(d *sample.PDF, p *sample.PDFPage)) []byte {
	d := sample.NewPDF()
	draw(d, d.Page())
	return d.Bytes()
}

func TestDetect(t *testing.T) {
	d := newDetector(t, Config{})
	tests := []struct {
		name  string
		draw  func(d *sample.PDF, p *sample.PDFPage)
		want  []string // lines that must be there
		not   []string // lines that must not
		notes []detectors.Note
	}{
		{
			name: "a line in the order of its letters",
			draw: func(_ *sample.PDF, p *sample.PDFPage) { p.Text(100, 700, 14, "TUYỆT MẬT") },
			want: []string{"body: TUYỆT MẬT"},
		},
		{
			name: "letters of a fallback font at the end of the line",
			draw: func(_ *sample.PDF, p *sample.PDFPage) { p.Fallback(100, 700, 14, "TUYỆT MẬT") },
			want: []string{"body: TUYỆT MẬT"},
		},
		{
			name: "a line that needs no letters by place is sent once",
			draw: func(_ *sample.PDF, p *sample.PDFPage) { p.Text(100, 700, 14, "Kính gửi: Phòng Nghiên cứu") },
			want: []string{"body: Kính gửi: Phòng Nghiên cứu"},
		},
		{
			name: "letter-spaced",
			draw: func(_ *sample.PDF, p *sample.PDFPage) {
				p.Draw(sample.PDFText{X: 100, Y: 700, Size: 14, Text: "TỐI MẬT", Spacing: 8})
			},
			want: []string{"body: T Ố I M Ậ T"},
		},
		{
			name: "letters far apart",
			draw: func(_ *sample.PDF, p *sample.PDFPage) {
				p.Draw(sample.PDFText{X: 100, Y: 700, Size: 14, Text: "MẬT", Spacing: 40})
			},
			want: []string{"body: M Ậ T"},
		},
		{
			name: "across the page",
			draw: func(_ *sample.PDF, p *sample.PDFPage) {
				p.Text(100, 800, 12, "Bản nháp của Phòng Nghiên cứu")
				p.Draw(sample.PDFText{X: 150, Y: 250, Size: 60, Text: "TUYỆT MẬT", Angle: 45})
			},
			want: []string{"body: TUYỆT MẬT"},
		},
		{
			name: "up the side of the page",
			draw: func(_ *sample.PDF, p *sample.PDFPage) {
				p.Draw(sample.PDFText{X: 50, Y: 200, Size: 20, Text: "TUYỆT MẬT", Angle: 90})
			},
			want: []string{"body: TUYỆT MẬT"},
		},
		{
			name: "down the side of the page, upside down",
			draw: func(_ *sample.PDF, p *sample.PDFPage) {
				p.Draw(sample.PDFText{X: 50, Y: 700, Size: 20, Text: "TUYỆT MẬT", Angle: 270})
				p.Draw(sample.PDFText{X: 400, Y: 500, Size: 20, Text: "TỐI MẬT", Angle: 180})
			},
			want: []string{"body: TUYỆT MẬT", "body: TỐI MẬT"},
		},
		{
			name: "letters one under the other",
			draw: func(_ *sample.PDF, p *sample.PDFPage) { p.Down(100, 700, 20, "TỐI MẬT") },
			want: []string{"body: TỐIMẬT"},
		},
		{
			name: "decomposed letters",
			draw: func(_ *sample.PDF, p *sample.PDFPage) { p.Text(100, 700, 14, "MA\u0323\u0302T") },
			want: []string{"body: MA\u0323\u0302T"},
		},
		{
			name: "the text layer of a scan",
			draw: func(_ *sample.PDF, p *sample.PDFPage) {
				p.Image()
				p.Draw(sample.PDFText{X: 100, Y: 700, Size: 14, Text: "TỐI MẬT, văn bản quét có lớp chữ ẩn", Invisible: true})
			},
			want: []string{"body: TỐI MẬT, văn bản quét có lớp chữ ẩn"},
		},
		{
			name: "the two columns of a letter's head",
			draw: func(d *sample.PDF, p *sample.PDFPage) {
				p.Centred(170, 765, 13, "MẬT")
				p.Centred(420, 765, 13, "Độc lập - Tự do - Hạnh phúc")
			},
			want: []string{"body: MẬT", "body: Độc lập - Tự do - Hạnh phúc"},
			not:  []string{"body: MẬT Độc lập - Tự do - Hạnh phúc"},
		},
		{
			name: "a TCVN3 font of capitals",
			draw: func(_ *sample.PDF, p *sample.PDFPage) {
				p.Draw(sample.PDFText{X: 100, Y: 700, Size: 14, Text: "tuyÖt mËt", Font: ".VnTimeH"})
			},
			want: []string{"body: TUYỆT MẬT"},
			not:  []string{"body: tuyÖt mËt"},
		},
		{
			name: "a VNI font",
			draw: func(_ *sample.PDF, p *sample.PDFPage) {
				p.Draw(sample.PDFText{X: 100, Y: 700, Size: 14, Text: "TOÁI MAÄT", Font: "VNI-Times"})
			},
			want: []string{"body: TỐI MẬT"},
		},
		{
			name: "annotations",
			draw: func(_ *sample.PDF, p *sample.PDFPage) {
				p.Text(100, 800, 12, "Bản nháp của Phòng Nghiên cứu")
				p.Note("Text", "Độ mật: Mật\nĐã xem")
				p.Note("FreeText", "TỐI MẬT")
				p.Stamp("TUYỆT MẬT")
			},
			want: []string{"annotation: Độ mật: Mật", "annotation: Đã xem", "annotation: TỐI MẬT", "annotation: TUYỆT MẬT"},
			not:  []string{"annotation: Bản nháp của Phòng Nghiên cứu"},
		},
		{
			name: "a form field",
			draw: func(_ *sample.PDF, p *sample.PDFPage) { p.Field("Độ mật", "Tối mật") },
			want: []string{"form_field: Độ mật", "form_field: Tối mật"},
		},
		{
			name: "properties and bookmarks",
			draw: func(d *sample.PDF, _ *sample.PDFPage) {
				d.Property("Title", "Phương án MẬT")
				d.Property("Subject", "Mây")
				d.Property("Keywords", "mưa, nắng")
				d.Bookmark("Phần một")
				d.Bookmark("Phụ lục TỐI MẬT")
			},
			want: []string{
				"property: Phương án MẬT", "property: Mây", "property: mưa, nắng", "property: Phần một", "property: Phụ lục TỐI MẬT",
			},
		},
		{
			name: "attached files",
			draw: func(d *sample.PDF, p *sample.PDFPage) {
				p.Pin("ghi chú.txt", []byte("MẬT, trên trang"))
				d.Attach("phụ lục.docx", []byte("MẬT, kèm theo"))
			},
			want: []string{"attachment 1! body: MẬT, trên trang", "attachment 2! body: MẬT, kèm theo"},
		},
		{
			name: "an owner's password alone",
			draw: func(d *sample.PDF, p *sample.PDFPage) {
				d.Encrypt()
				p.Text(100, 700, 14, "TUYỆT MẬT")
			},
			want: []string{"body: TUYỆT MẬT"},
		},
		{
			name:  "a scan without text",
			draw:  func(_ *sample.PDF, p *sample.PDFPage) { p.Image() },
			notes: []detectors.Note{{Code: "page-without-text", Part: "page 1"}},
		},
		{
			name: "an empty page and a plain background",
			draw: func(d *sample.PDF, _ *sample.PDFPage) { d.Page().Raw("0.9 g 0 0 595 842 re f") },
		},
		{
			name:  "letters without Unicode",
			draw:  func(_ *sample.PDF, p *sample.PDFPage) { p.Text(100, 700, 14, strings.Repeat("\uE0A1\uE0B2 ", 30)) },
			notes: []detectors.Note{{Code: "text-without-unicode", Part: "page 1"}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ev := detectBytes(t, d, onePage(tt.draw))
			got := texts(ev)
			for _, w := range tt.want {
				if n := strings.Count("\n"+strings.Join(got, "\n")+"\n", "\n"+w+"\n"); n != 1 {
					t.Errorf("line %q is there %d times in %q", w, n, got)
				}
			}
			for _, w := range tt.not {
				if slices.Contains(got, w) {
					t.Errorf("line %q is in %q", w, got)
				}
			}
			if diff := cmp.Diff(tt.notes, ev.Notes); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
			if wantReach := min(len(tt.notes), 1); int(ev.Reach) != wantReach || ev.Kind != detectors.PDF {
				t.Errorf("reach %d, kind %q", ev.Reach, ev.Kind)
			}
		})
	}
}

// TestBlocks checks that two lines in a box stand together, and apart from what is beside them.
func TestBlocks(t *testing.T) {
	d := newDetector(t, Config{})
	ev := detectBytes(t, d, onePage(func(_ *sample.PDF, p *sample.PDFPage) {
		p.Centred(170, 765, 13, "SỞ MÂY TRỜI")
		p.Centred(170, 735, 14, "TUYỆT")
		p.Centred(420, 737, 13, "Độc lập - Tự do - Hạnh phúc")
		p.Centred(170, 719, 14, "MẬT")
		p.Centred(420, 719, 13, "Đông Hải, ngày 05 tháng 3 năm 2026")
	}))
	blocks := make(map[string]int)
	lines := make(map[string]int)
	for _, s := range ev.Spans {
		blocks[s.Text], lines[s.Text] = s.Block, s.Line
	}
	if blocks["TUYỆT"] == 0 || blocks["TUYỆT"] != blocks["MẬT"] {
		t.Errorf("two lines of one box are in blocks %d and %d", blocks["TUYỆT"], blocks["MẬT"])
	}
	if lines["MẬT"] != lines["TUYỆT"]+1 {
		t.Errorf("two lines of one box have numbers %d and %d", lines["TUYỆT"], lines["MẬT"])
	}
	for _, other := range []string{"SỞ MÂY TRỜI", "Độc lập - Tự do - Hạnh phúc", "Đông Hải, ngày 05 tháng 3 năm 2026"} {
		if blocks[other] == blocks["MẬT"] {
			t.Errorf("%q is in the block of the box beside or above it", other)
		}
	}
}

func TestDispatch(t *testing.T) {
	d := newDetector(t, Config{})
	doc := sample.NewPDF()
	sample.PDFDispatch(doc, "TỐI MẬT")
	sample.PDFDispatch(doc, "")
	ev := detectBytes(t, d, doc.Bytes())
	if got := strings.Count(strings.Join(texts(ev), "\n"), "body: TỐI MẬT"); got != 1 {
		t.Errorf("the mark is there %d times", got)
	}
	if ev.Spans[0].Page != 1 || ev.Spans[len(ev.Spans)-1].Page != 2 {
		t.Errorf("pages %d to %d", ev.Spans[0].Page, ev.Spans[len(ev.Spans)-1].Page)
	}
	if ev.Reach != detectors.Complete {
		t.Errorf("reach %d, notes %v", ev.Reach, ev.Notes)
	}
}

func TestRecognize(t *testing.T) {
	d := New(Config{})
	tests := []struct {
		name string
		head string
		want bool
	}{
		{"plain", "%PDF-1.7\n", true},
		{"after other bytes", strings.Repeat("x", 1000) + "%PDF-1.4", true},
		{"too far in", strings.Repeat("x", 1020) + "%PDF-1.4", false},
		{"a zip", "PK\x03\x04", false},
		{"nothing", "", false},
	}
	for _, tt := range tests {
		if got := d.Recognize([]byte(tt.head)); got != tt.want {
			t.Errorf("%s: recognised %t", tt.name, got)
		}
	}
}

func TestCloseBeforeStart(t *testing.T) {
	d := New(Config{})
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	out := detectors.NewCollector(func(string) bool { return true }, 10)
	in := detectors.Input{R: strings.NewReader("%PDF-1.7"), Size: 8, Limits: detectors.DefaultLimits()}
	if err := d.Detect(t.Context(), in, out); err == nil {
		t.Error("a closed detector read a document")
	}
	if got := out.Evidence().Reach; got != detectors.Unreadable {
		t.Errorf("reach %d", got)
	}
}

func TestCancelled(t *testing.T) {
	d := newDetector(t, Config{})
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	<-ctx.Done()
	content := onePage(func(_ *sample.PDF, p *sample.PDFPage) { p.Text(100, 700, 14, "MẬT") })
	out := detectors.NewCollector(func(string) bool { return true }, 10)
	in := detectors.Input{R: bytes.NewReader(content), Size: int64(len(content)), Limits: detectors.DefaultLimits()}
	if err := d.Detect(ctx, in, out); err != context.DeadlineExceeded {
		t.Errorf("error %v", err)
	}
}
