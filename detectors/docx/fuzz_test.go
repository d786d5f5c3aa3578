package docx

import (
	"bytes"
	"strings"
	"testing"

	"giumat/detectors"
	"giumat/detectors/sample"
)

// few are limits that let the fuzzer get around.
func few() detectors.Limits {
	limits := detectors.DefaultLimits()
	limits.PartBytes, limits.FileBytes, limits.Entries, limits.XMLDepth, limits.Depth = 1<<20, 4<<20, 100, 200, 2
	return limits
}

func fuzzed(t *testing.T, file []byte) {
	out := detectors.NewCollector(func(string) bool { return true }, 1000)
	if err := nested(few(), 2)(t.Context(), "", bytes.NewReader(file), int64(len(file)), out); err != nil {
		t.Errorf("error %v without a reason", err)
	}
	for _, s := range out.Evidence().Spans {
		if len(s.Text) > detectors.MaxLineBytes || s.Place == "" || s.Part == "" {
			t.Error("a line that is too long, or in no place")
		}
	}
}

// FuzzFile feeds whole files: mostly the zip is wrong.
func FuzzFile(f *testing.F) {
	f.Add(sample.NewWord().Bytes())
	f.Add(sample.NewWord().Dispatch("1/VP", "x", "y").Box("z").Bytes())
	f.Fuzz(func(t *testing.T, file []byte) { fuzzed(t, file) })
}

// FuzzDocument feeds the XML of the main part.
func FuzzDocument(f *testing.F) {
	for _, tt := range places {
		for name, ml := range sourceOf(f, tt.doc()) {
			if strings.HasPrefix(name, "word/") {
				f.Add(ml)
			}
		}
	}
	f.Fuzz(func(t *testing.T, ml string) {
		fuzzed(t, archive(t, []string{"word/document.xml"}, map[string]string{"word/document.xml": ml}))
	})
}

// FuzzChunk feeds an included part of any type.
func FuzzChunk(f *testing.F) {
	for _, seed := range []string{"<p>a<td>b", "MIME-Version: 1.0\nContent-Type: multipart/x; boundary=b\n\n--b\n\nx\n--b--", `{\rtf1 x}`, "\xff\xfea\x00"} {
		f.Add("word/a.html", seed)
		f.Add("word/a.mht", seed)
		f.Add("word/a.txt", seed)
	}
	f.Fuzz(func(t *testing.T, name, content string) {
		if strings.HasSuffix(name, "/") {
			t.Skip("a folder has no content")
		}
		fuzzed(t, archive(t, []string{"word/document.xml", name}, map[string]string{name: content}))
	})
}

func sourceOf(t testing.TB, w *sample.Word) map[string]string {
	parts := map[string]string{}
	rewrite(t, w.Bytes(), func(name, content string) string {
		parts[name] = content
		return content
	})
	return parts
}

func BenchmarkDetect(b *testing.B) {
	w := sample.NewWord().Header("Đầu trang").Style("paragraph", "Than", "", sample.Font("Times New Roman"))
	w.Dispatch("12/STC-VP", "triển khai kế hoạch", "Thực hiện kế hoạch.")
	words := strings.Fields("căn cứ nghị định số của ủy ban nhân dân tỉnh về việc triển khai kế hoạch năm đề nghị các cơ quan đơn vị báo cáo kết quả")
	state := uint32(1)
	for range 1700 {
		var runs []sample.Run
		for range 4 {
			text := ""
			for range 8 {
				state = state*1664525 + 1013904223
				text += words[state>>16%uint32(len(words))] + " "
			}
			runs = append(runs, sample.R(text, sample.Font("Times New Roman"), sample.Bold))
		}
		w.Styled("Than", runs...)
	}
	file := w.Bytes()
	b.ReportAllocs()
	for b.Loop() {
		out := detectors.NewCollector(func(string) bool { return false }, 1000)
		in := detectors.Input{R: bytes.NewReader(file), Size: int64(len(file)), Limits: detectors.DefaultLimits()}
		if err := New().Detect(b.Context(), in, out); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(file)), "B/file")
}
