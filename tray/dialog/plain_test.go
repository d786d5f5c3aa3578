package dialog

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestPlain(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"Vietnamese":          {"Tệp “Báo cáo.docx”\n\nHãy dừng lại.", "Tệp “Báo cáo.docx”\n\nHãy dừng lại."},
		"accents apart":       {"mâ\u0323t", "mâ\u0323t"},
		"Windows lines":       {"a\r\nb", "a\nb"},
		"turned around":       {"cod\u202exc.exe", "cod\ufffdxc.exe"},
		"isolate and mark":    {"a\u2066b\u200fc", "a\ufffdb\ufffdc"},
		"not to be seen":      {"a\u200bb\ufeffc", "a\ufffdb\ufffdc"},
		"control characters":  {"a\x00b\x1b[2Jc\td", "a\ufffdb\ufffd[2Jc d"},
		"line separator":      {"a\u2028b", "a b"},
		"broken bytes":        {"a\xffb", "a\ufffdb"},
		"long name":           {"Tệp " + strings.Repeat("a", 200) + ".docx ở đây", "Tệp " + strings.Repeat("a", 30) + "…" + strings.Repeat("a", 24) + ".docx ở đây"},
		"as long as possible": {strings.Repeat("ậ", maxWord), strings.Repeat("ậ", maxWord)},
		"markup stays text":   {"<b>a</b> &amp; _b", "<b>a</b> &amp; _b"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := plain(c.text); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Whatever a name of a file holds, the text that is shown holds no character that acts.
func FuzzPlain(f *testing.F) {
	f.Add("Tệp “a\u202eb.docx”\r\n\x00")
	f.Fuzz(func(t *testing.T, s string) {
		for _, shown := range []string{plain(s), oneLine(s)} {
			if !utf8.ValidString(shown) {
				t.Fatalf("not UTF-8: %q", shown)
			}
			for _, r := range strings.ReplaceAll(shown, "\n", "") {
				if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
					t.Fatalf("%q holds %U", shown, r)
				}
			}
		}
		if strings.Contains(oneLine(s), "\n") {
			t.Fatalf("%q: more than a line", s)
		}
	})
}
