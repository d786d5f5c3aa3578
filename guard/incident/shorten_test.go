package incident

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestShorten(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Báo cáo tình hình.docx", "Báo cáo ….docx"},
		{"a.pdf", "a.pdf"},
		{"12345678.docx", "12345678.docx"},
		{"123456789.docx", "12345678….docx"},
		{"/home/an/Mật/Kế hoạch số 5.docx", "Kế hoạch….docx"},
		{`C:\Users\an\Kế hoạch số 5.docx`, "Kế hoạch….docx"},
		{"Kế hoạch. Phần về phòng thủ", "Kế hoạch…"}, // no extension, but words after a dot
		{".gitignore", ".gitigno…"},
		{".docx", ".docx"},
		{"no extension", "no exten…"},
		{"a.", "a."},
		{"", ""},
		{"/", ""},
		{"B\xe1o c\xe1o.docx", "B_o c_o.docx"},
		{"a\nb\x1b[2J.docx", "a_b_[2J.docx"},
		{"a\u202excod.exe", "a_xcod.exe"}, // turns the direction, so that the end reads "exe.docx"
		{"a.d\u200bx", "a.d_x"},
	} {
		if got := Shorten(c.name); got != c.want {
			t.Errorf("%q: %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzShorten(f *testing.F) {
	f.Add("Báo cáo tình hình.docx")
	f.Add("\xff\u202e/a\\.b")
	f.Fuzz(func(t *testing.T, name string) {
		got := Shorten(name)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > keptRunes+1+maxSuffixRunes || strings.ContainsAny(got, "/\\\x00\n") {
			t.Fatalf("%q", got)
		}
	})
}
