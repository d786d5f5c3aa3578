package pdf

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"giumat/detectors"
	"giumat/detectors/sample"
)

// objects writes a document from the bodies of its objects, the first being the catalogue, without a table of
// where they are: PDFium then looks for them itself.
func objects(bodies ...string) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n")
	for i, body := range bodies {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	b.WriteString("trailer << /Root 1 0 R >>\n%%EOF\n")
	return []byte(b.String())
}

func stream(dict, content string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(content), content)
}

const catalogue = "<< /Type /Catalog /Pages 2 0 R >>"

// forms nests pictures in pictures, each drawn ten times by the next: a page of them takes ages.
func forms(levels int) []byte {
	bodies := []string{
		catalogue, "<< /Type /Pages /Count 3 /Kids [3 0 R 4 0 R 3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /XObject << /X 6 0 R >> >> >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
		stream("", strings.Repeat("/X Do ", 10)),
	}
	for i := range levels {
		bodies = append(bodies, stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 595 842] "+
			"/Resources << /XObject << /X %d 0 R >> >>", 7+i), strings.Repeat("/X Do ", 10)))
	}
	bodies = append(bodies, stream("/Type /XObject /Subtype /Form /BBox [0 0 595 842]", strings.Repeat("0 0 m 9 9 l 9 0 l f ", 20)))
	return objects(bodies...)
}

// TestHostile reads documents made to be hard. None may stop the reading, and what was not read must be noted.
func TestHostile(t *testing.T) {
	d := newDetector(t, Config{FileTime: 5 * time.Second, PageTime: 300 * time.Millisecond})
	marked := onePage(func(_ *sample.PDF, p *sample.PDFPage) { p.Text(100, 700, 14, "TỐI MẬT") })
	locked := objects(catalogue, "<< /Type /Pages /Count 0 /Kids [] >>")
	locked = []byte(strings.Replace(string(locked), "/Root", fmt.Sprintf("/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "+
		"/O <%064d> /U <%064d> >> /Root", 1, 2), 1))

	tests := []struct {
		name    string
		content []byte
		reach   detectors.Reach
		note    string
		line    string
	}{
		{"other bytes before the header", append([]byte(strings.Repeat("<!-- x -->", 90)), marked...), detectors.Complete, "", "TỐI MẬT"},
		{"without its end", marked[:len(marked)-20], detectors.Complete, "", "TỐI MẬT"},
		{"cut in half", marked[:len(marked)/2], detectors.Unreadable, "broken-pdf", ""},
		{"nothing but a header", []byte("%PDF-1.7\n"), detectors.Unreadable, "broken-pdf", ""},
		{"empty", nil, detectors.Unreadable, "broken-pdf", ""},
		{"needs a password", locked, detectors.Unreadable, "encrypted", ""},
		{
			"pages that hold each other",
			objects(catalogue, "<< /Type /Pages /Count 2 /Kids [3 0 R] >>", "<< /Type /Pages /Count 2 /Parent 2 0 R /Kids [2 0 R] >>"),
			detectors.Partial, "", "",
		},
		{
			"pages that are not there",
			objects(catalogue, "<< /Type /Pages /Count 900000 /Kids [] >>"), detectors.Partial, "too-many-pages", "",
		},
		{
			"more pages than numbers",
			objects(catalogue, "<< /Type /Pages /Count 2000000000 /Kids [] >>"), detectors.Unreadable, "broken-pdf", "",
		},
		{
			"arrays in arrays",
			objects(catalogue, "<< /Type /Pages /Count 1 /Kids [3 0 R] >>", "<< /Type /Page /Parent 2 0 R /X "+
				strings.Repeat("[", 200_000)+strings.Repeat("]", 200_000)+" >>"), detectors.Complete, "", "",
		},
		{"pictures in pictures", forms(12), detectors.Partial, "page-timeout", ""},
		{
			"a page as large as memory",
			objects(catalogue, "<< /Type /Pages /Count 1 /Kids [3 0 R] >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1e30 1e30] /Contents 4 0 R >>",
				stream("", "BT /F 1e30 Tf 1e30 1e30 Td (x) Tj ET")), detectors.Complete, "", "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			ev := detectBytes(t, d, tt.content)
			t.Logf("%v, reach %d, notes %v", time.Since(start).Round(time.Millisecond), ev.Reach, ev.Notes)
			if ev.Reach != tt.reach {
				t.Errorf("reach %d, want %d", ev.Reach, tt.reach)
			}
			if tt.note != "" && !slices.ContainsFunc(ev.Notes, func(n detectors.Note) bool { return n.Code == tt.note }) {
				t.Errorf("no note %q in %v", tt.note, ev.Notes)
			}
			if tt.line != "" && !slices.Contains(texts(ev), "body: "+tt.line) {
				t.Errorf("the line is not there")
			}
		})
	}
}

// TestFaults checks that the pages after one that never ends are read, and that the third such page ends it.
func TestFaults(t *testing.T) {
	d := newDetector(t, Config{PageTime: 200 * time.Millisecond, Workers: 1})
	content := strings.Replace(string(forms(12)), "/Count 3 /Kids [3 0 R 4 0 R 3 0 R]", "/Count 6 /Kids [3 0 R 4 0 R 3 0 R 4 0 R 3 0 R 4 0 R]", 1)
	ev := detectBytes(t, d, []byte(content))
	want := []detectors.Note{
		{Code: "page-timeout", Part: "page 1"},
		{Code: "page-timeout", Part: "page 3"},
		{Code: "page-timeout", Part: "page 5"},
		{Code: "too-many-faults", Part: "page 5"},
	}
	if !slices.Equal(ev.Notes, want) {
		t.Errorf("notes %v", ev.Notes)
	}
	if ev := detectBytes(t, d, onePage(func(_ *sample.PDF, p *sample.PDFPage) { p.Text(100, 700, 14, "MẬT") })); ev.Reach != detectors.Complete {
		t.Errorf("the next document: reach %d, notes %v", ev.Reach, ev.Notes)
	}
}

func TestLimits(t *testing.T) {
	d := newDetector(t, Config{})
	doc := sample.NewPDF()
	for i := range 5 {
		doc.Page().Text(100, 700, 14, fmt.Sprintf("Trang %d", i+1))
	}
	content := doc.Bytes()
	out := detectors.NewCollector(func(string) bool { return true }, 100)
	in := detectors.Input{R: strings.NewReader(string(content)), Size: int64(len(content)), Limits: detectors.DefaultLimits()}
	in.Limits.Pages = 3
	if err := d.Detect(t.Context(), in, out); err != nil {
		t.Fatal(err)
	}
	ev := out.Evidence()
	if len(ev.Spans) != 3 || ev.Reach != detectors.Partial || ev.Notes[0] != (detectors.Note{Code: "too-many-pages", Part: "page 4"}) {
		t.Errorf("%d lines, reach %d, notes %v", len(ev.Spans), ev.Reach, ev.Notes)
	}
}

// TestSparse reads files that are large in size but not on disk.
func TestSparse(t *testing.T) {
	d := newDetector(t, Config{FileTime: 2 * time.Second})
	for _, size := range []int64{300 << 20, 1 << 30, 4 << 30} {
		name := filepath.Join(t.TempDir(), "large.pdf")
		if err := os.WriteFile(name, []byte("%PDF-1.7\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name, size); err != nil {
			t.Skip(err)
		}
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		ev := detect(t, d, f, size)
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		t.Logf("%d MiB: %v, %d MiB, %v", size>>20, took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20, ev.Notes)
		if ev.Reach != detectors.Unreadable {
			t.Errorf("reach %d, notes %v", ev.Reach, ev.Notes)
		}
	}
}

// failing is a file whose medium breaks.
type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestFailingMedium(t *testing.T) {
	d := newDetector(t, Config{})
	if ev := detect(t, d, failing{}, 1000); ev.Reach != detectors.Unreadable {
		t.Errorf("reach %d, notes %v", ev.Reach, ev.Notes)
	}
}

func TestUnsafeCache(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("mode bits do not tell on Windows")
	}
	dir := filepath.Join(t.TempDir(), "cache")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := openCache(dir); !errors.Is(err, ErrCacheUnsafe) {
		t.Errorf("a directory that all may write to: error %v", err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(t.TempDir(), link); err != nil {
		t.Fatal(err)
	}
	if _, err := openCache(link); !errors.Is(err, ErrCacheUnsafe) {
		t.Errorf("a link: error %v", err)
	}
	cache, err := openCache(filepath.Join(t.TempDir(), "new", "cache"))
	if err != nil {
		t.Fatal(err)
	}
	if err := cache.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestTogether reads more documents at once than there are workers.
func TestTogether(t *testing.T) {
	d := newDetector(t, Config{Workers: 2})
	content := onePage(func(_ *sample.PDF, p *sample.PDFPage) { p.Fallback(100, 700, 14, "TUYỆT MẬT") })
	for range 6 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			if ev := detectBytes(t, d, content); !slices.Contains(texts(ev), "body: TUYỆT MẬT") {
				t.Errorf("reach %d, notes %v", ev.Reach, ev.Notes)
			}
		})
	}
}
