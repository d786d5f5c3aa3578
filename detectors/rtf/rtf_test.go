package rtf

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giumat/detectors"
)

// line is what a test says of a span.
type line struct {
	Text  string
	Place detectors.Place
	Flags string
}

func linesOf(ev detectors.Evidence) []line {
	var all []line
	for _, s := range ev.Spans {
		flags := ""
		for name, set := range map[string]bool{"hidden": s.Hidden, "deleted": s.Deleted, "fallback": s.Fallback, "decoded": s.Decoded, "row": s.Row} {
			if set {
				flags += name
			}
		}
		all = append(all, line{s.Text, s.Place, flags})
	}
	return all
}

func detect(t testing.TB, file string) detectors.Evidence {
	t.Helper()
	out := detectors.NewCollector(func(string) bool { return true }, 10_000)
	in := detectors.Input{R: strings.NewReader(file), Size: int64(len(file)), Limits: detectors.DefaultLimits()}
	if err := New().Detect(t.Context(), in, out); err != nil {
		t.Fatal(err)
	}
	return out.Evidence()
}

func shown(text string) line { return line{text, detectors.Body, ""} }

const fonts = `{\fonttbl{\f0\fswiss\fcharset0 Times New Roman{\*\falt Times};}{\f1\fnil\fcharset0 .VnTimeH;}{\f2\fnil VNI-Times;}{\f3\fcharset163 Arial;}{\f4\fcharset204 Arial Cyr;}}`

func TestText(t *testing.T) {
	tests := []struct {
		name, rtf string
		want      []line
	}{
		{"paragraphs", `TUY\u7878?T M\u7852?T\par th\u432?\u7901?ng\line hai`, []line{shown("TUYỆT MẬT"), shown("thường"), shown("hai")}},
		{"split by groups and formats", `{\b M}{\i\u7852\'3f}{T}`, []line{shown("MẬT")}},
		{"several bytes for one character", `\uc2 M\u7852\'e1\'bat{\uc0\u7852}x`, []line{shown("MẬtẬx")}},
		{"surrogates", `\u-10179?\u-8704?`, []line{shown("😀")}},
		{"code page of the font", `\f3 M\'c2\'f2T \f4\'cc`, []line{shown("MÂ\u0323T М")}},
		{"TCVN3 capitals font", `\f1 m\'cbt`, []line{{"MẬT", detectors.Body, "decoded"}}},
		{"VNI over two groups", `\f2 {\b MA}{\'c4T}`, []line{{"MẬT", detectors.Body, "decoded"}}},
		{"capitals", `{\caps m\u7853?t} {\scaps0 x}`, []line{shown("MẬT x")}},
		{"hidden", `a{\v M\u7852?T}b`, []line{shown("ab"), {"aMẬTb", detectors.Body, "hidden"}}},
		{"deleted and inserted", `a{\deleted b}{\revised c}`, []line{shown("ac"), {"ab", detectors.Body, "deleted"}}},
		{"symbols", `\{\\\}\~\_\emdash\tab x`, []line{shown("{\\}\u00A0-—\tx")}},
		{"line ends mean nothing", "M\nT\\\nx", []line{shown("MT"), shown("x")}},
		{"header, footer, note, comment", `{\header dau\par}{\footerf cuoi}cau{\footnote chu}{\*\atnauthor ai}{\*\annotation y}`, []line{
			{"dau", detectors.Header, ""},
			{"cuoi", detectors.Footer, ""},
			{"chu", detectors.Footnote, ""},
			{"ai", detectors.Comment, ""},
			{"y", detectors.Comment, ""},
			shown("cau"),
		}},
		{"box twice", `{\shp{\*\shpinst{\sp{\sn wzDescription}{\sv anh}}{\shptxt \pard M\u7852?T\par}}{\shprslt{\*\do{\dptxbxtext \pard M\u7852?T\par}}}}`, []line{
			{"anh", detectors.AltText, ""}, {"MẬT", detectors.Box, ""},
		}},
		{"watermark", `{\header{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv T\u7888?I M\u7852?T}}{\sp{\sn fillColor}{\sv 12632256}}}}}`, []line{{"TỐI MẬT", detectors.Watermark, ""}}},
		{"table", `\trowd\pard\intbl a\par b\cell {M\u7852?T}\cell\row\pard sau`, []line{
			{"a", detectors.Table, ""}, {"b", detectors.Table, ""}, {"MẬT", detectors.Table, ""}, {"a b\tMẬT", detectors.Table, "row"}, shown("sau"),
		}},
		{"field", `{\field{\*\fldinst { QUOTE x }}{\fldrslt y}}`, []line{{"QUOTE x", detectors.Field, ""}, shown("y")}},
		{"properties", `{\info{\title M\u7852?T}{\creatim\yr2026}}{\*\userprops{\propname do}{\proptype30}{\staticval Mat}}x`, []line{
			{"MẬT", detectors.Property, ""}, {"do: Mat", detectors.Property, ""}, shown("x"),
		}},
		{"Unicode and its double", `{\upr{\title?}{\*\ud{\title M}}}{\*\unknown x}{\stylesheet{Normal;}}{\listtext 1.}y`, []line{{"M", detectors.Property, ""}, shown("y")}},
		{"binary data", `a{\pict\bin5 }}}}}ffff}b`, []line{shown("ab")}},
		{"after the end", `a}b`, []line{shown("a")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ev := detect(t, `{\rtf1\ansi\ansicpg1252\deff0\uc1`+fonts+tt.rtf+`}`)
			if ev.Kind != detectors.RTF || ev.Reach != detectors.Complete {
				t.Errorf("kind %s, reach %d, notes %v", ev.Kind, ev.Reach, ev.Notes)
			}
			if diff := cmp.Diff(tt.want, linesOf(ev)); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
}

func TestIncomplete(t *testing.T) {
	tests := []struct{ name, rtf, code string }{
		{"cut", `{\rtf1 M{\b x`, "broken-part"},
		{"cut in a control word", `{\rtf1 M\pa`, "broken-part"},
		{"too deep", `{\rtf1 M` + strings.Repeat("{", 10_000), "nested-too-deep"},
		{"object", `{\rtf1 M{\object{\*\objclass Word.Document.8}{\*\objdata 00}}}`, "embedded-ole-not-read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ev := detect(t, tt.rtf)
			want := []detectors.Note{{Code: tt.code}}
			if diff := cmp.Diff(want, ev.Notes); diff != "" || ev.Reach != detectors.Partial || len(ev.Spans) == 0 || ev.Spans[0].Text[0] != 'M' {
				t.Errorf("reach %d, %d lines, notes (-want +got):\n%s", ev.Reach, len(ev.Spans), diff)
			}
		})
	}
	if ev := detect(t, `{\rtf1 x{\object{\*\objclass Equation.3}{\*\objdata 00}}}`); ev.Reach != detectors.Complete {
		t.Error("a formula is no document")
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in := detectors.Input{R: strings.NewReader(`{\rtf1 x}`), Size: 9, Limits: detectors.DefaultLimits()}
	if err := New().Detect(ctx, in, detectors.NewCollector(func(string) bool { return true }, 1)); err != context.Canceled {
		t.Errorf("error %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{\rtf1\ansi` + fonts + `\trowd\intbl a\cell\row{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv x}}{\shptxt b}}{\shprslt c}}{\upr{a}{\*\ud{b}}}\u7852?\'cb\bin3 abc}`)
	f.Add(`{\rtf1{\header x{\footnote y}}{\field{\*\fldinst z}}{\*\userprops{\propname a}{\staticval b}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range detect(t, text).Spans {
			if len(s.Text) > detectors.MaxLineBytes || s.Place == "" {
				t.Error("a line that is too long, or in no place")
			}
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	text := `{\rtf1\ansi` + fonts + strings.Repeat(`\pard\plain\f0 c\u7897?ng h\u242?a {\b x\u227? h\u7897?i} ch\u7911? ngh\u297?a\par `, 5000) + `}`
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		detect(b, text)
	}
}
