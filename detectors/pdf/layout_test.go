package pdf

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giumat/detectors/sample"
	"giumat/detectors/vntext"
)

const size = 12 // of the font, in points

// set places the letters of s one after the other, as a font does.
func set(x, y float64, s string) []glyph {
	var glyphs []glyph
	for _, r := range s {
		w := size * float64(sample.Width(r)) / 1000
		glyphs = append(glyphs, glyph{r: r, x: x, y: y, width: w, high: 1.15 * size})
		x += w
	}
	return glyphs
}

func turned(glyphs []glyph, angle float64) []glyph {
	sin, cos := math.Sincos(angle)
	out := slices.Clone(glyphs)
	for i, g := range out {
		out[i].x, out[i].y, out[i].angle = g.x*cos-g.y*sin, g.x*sin+g.y*cos, angle
	}
	return out
}

func TestAssemble(t *testing.T) {
	noSpaces := func(glyphs []glyph) []glyph {
		return slices.DeleteFunc(glyphs, func(g glyph) bool { return g.r == ' ' })
	}
	tests := []struct {
		name   string
		glyphs []glyph
		want   []string // a number for each block, then its line
	}{
		{"one line", set(100, 700, "TUYỆT MẬT"), []string{"0 TUYỆT MẬT"}},
		{"spaces that are only gaps", noSpaces(set(100, 700, "TUYỆT MẬT")), []string{"0 TUYỆT MẬT"}},
		{"a smaller letter above the line", slices.Concat(set(100, 700, "MẬT"), set(124, 706, "1")), []string{"0 1", "1 MẬT"}},
		{"columns", slices.Concat(set(300, 700, "Độc lập"), set(100, 700, "MẬT")), []string{"0 MẬT", "1 Độc lập"}},
		{
			"columns of several lines",
			slices.Concat(set(100, 700, "TUYỆT"), set(300, 700, "Độc lập"), set(105, 685, "MẬT"), set(300, 685, "Tự do")),
			[]string{"0 TUYỆT", "0 MẬT", "1 Độc lập", "1 Tự do"},
		},
		{"paragraphs apart", slices.Concat(set(100, 700, "TỐI"), set(100, 660, "MẬT")), []string{"0 TỐI", "1 MẬT"}},
		{"drawn twice", slices.Concat(set(100, 700, "MẬT"), set(100.3, 700, "MẬT")), []string{"0 MẬT"}},
		{"doubled letters stay", set(100, 700, "ẬẬT"), []string{"0 ẬẬT"}},
		{"a space under a letter", slices.Concat(set(100, 700, "MẬT"), []glyph{{r: ' ', x: 111, y: 700, width: 3, high: 14}}), []string{"0 MẬT"}},
		{
			"three directions", slices.Concat(set(100, 700, "Bản nháp"), turned(set(0, 0, "TỐI MẬT"), 1), turned(set(0, 0, "MẬT"), -1.5708)),
			[]string{"0 Bản nháp", "1 TỐI MẬT", "2 MẬT"},
		},
		{
			"letters one under the other", slices.Concat(set(100, 700, "M"), set(101, 686, "Ậ"), set(101, 672, "T")),
			[]string{"0 M", "0 Ậ", "0 T", "0 MẬT"},
		},
		{"nothing", nil, nil},
		{"places that are no numbers", []glyph{{r: 'M', x: math.NaN()}, {r: 'T', y: math.Inf(1)}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, l := range assemble(tt.glyphs, []font{{}}).lines {
				got = append(got, string(rune('0'+l.block))+" "+l.text)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("blocks and lines (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAnyOrder checks that the order in which letters were drawn makes no difference.
func TestAnyOrder(t *testing.T) {
	glyphs := slices.Concat(set(100, 700, "ỦY BAN NHÂN DÂN"), set(330, 700, "Độc lập - Tự do"), set(120, 670, "TUYỆT MẬT"))
	want := assemble(slices.Clone(glyphs), []font{{}}).lines
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		random.Shuffle(len(glyphs), func(i, j int) { glyphs[i], glyphs[j] = glyphs[j], glyphs[i] })
		got := assemble(slices.Clone(glyphs), []font{{}}).lines
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(line{})); diff != "" {
			t.Fatalf("lines (-in order +shuffled):\n%s", diff)
		}
	}
}

func TestLegacyInALine(t *testing.T) {
	fonts := []font{{}, {charset: vntext.TCVN3, capitals: true}}
	glyphs := slices.Concat(set(100, 700, "Số 5 "), set(140, 700, "mËt"))
	for i := range glyphs {
		if glyphs[i].x >= 140 {
			glyphs[i].font = 1
		}
	}
	got := assemble(glyphs, fonts)
	if len(got.lines) != 1 || got.lines[0].text != "Số 5 MẬT" || !got.lines[0].decoded {
		t.Errorf("%d lines, decoded %t", len(got.lines), got.lines[0].decoded)
	}
	if !got.known["Số5mËt"] {
		t.Error("the line is not known by the letters in the file")
	}
}

func TestMayHoldMark(t *testing.T) {
	tests := []struct {
		text string
		want bool
	}{
		{"TUY T M T Ệ Ậ", true},
		{"bảo mật", true},
		{"MA\u0302\u0323T", true},
		{"MẠ\u0302T", true},
		{"MÂ\u0323T", true},
		{"mËt", true},
		{"MAÄT", true},
		{"\uF04D\uF0CB\uF054", true},
		{"Kính gửi: Phòng Nghiên cứu", false},
		{"Plain English, with café and naïve", false},
		{"", false},
	}
	for _, tt := range tests {
		if got := mayHoldMark(tt.text); got != tt.want {
			t.Errorf("%q: %t", tt.text, got)
		}
	}
}

// FuzzAssemble checks that any glyphs make lines in which no letter is lost but those drawn twice, and none is new.
func FuzzAssemble(f *testing.F) {
	f.Add([]byte("TUYỆT MẬT, some bytes that become glyphs at odd places"))
	f.Add(slices.Repeat([]byte{0, 0, 'M', 0, 0, 0, 0}, 40))
	f.Add(slices.Repeat([]byte{255, 127, 'A', 128, 63, 1, 9}, 30))
	f.Fuzz(func(t *testing.T, data []byte) {
		var glyphs []glyph
		letters := make(map[rune]int)
		for ; len(data) >= 7 && len(glyphs) < 2000; data = data[7:] {
			g := glyph{
				x: float64(int16(binary.LittleEndian.Uint16(data))), y: float64(data[3]) * 3, r: rune('A' + data[2]%26),
				angle: float64(data[4]), width: float64(data[5]) / 10, high: float64(int8(data[6])),
			}
			letters[g.r]++
			glyphs = append(glyphs, g)
		}
		for _, l := range assemble(glyphs, []font{{}}).lines {
			if l.raw == "" {
				continue // letters repeated as a word that runs down the page
			}
			if strings.TrimSpace(l.text) != l.text || l.text == "" {
				t.Fatalf("line %q", l.text)
			}
			for _, r := range l.raw {
				if letters[r]--; letters[r] < 0 {
					t.Fatalf("letter %q came from nowhere", r)
				}
			}
		}
	})
}

// FuzzDetect reads bytes near to a document. PDFium does the parsing; this looks for what it gives that the
// detector does not expect.
func FuzzDetect(f *testing.F) {
	d := newDetector(f, Config{})
	doc := sample.NewPDF()
	p := sample.PDFDispatch(doc, "TỐI MẬT")
	p.Note("Text", "Mật")
	p.Field("Độ mật", "Mật")
	doc.Attach("a.docx", []byte("PK"))
	doc.Bookmark("Mật")
	f.Add(doc.Bytes())
	f.Add([]byte("%PDF-1.4\ntrailer <</Root<</Pages<</Kids[<</MediaBox[0 0 9 9]>>]/Count 1>>>>>>"))
	f.Fuzz(func(t *testing.T, content []byte) { detectBytes(t, d, content) })
}

func BenchmarkAssemble(b *testing.B) {
	var page []glyph
	for i := range 45 {
		page = append(page, set(85, 780-16*float64(i), "Bảo đảm an toàn, bảo mật thông tin theo quy định của pháp luật.")...)
	}
	for b.Loop() {
		assemble(slices.Clone(page), []font{{}})
	}
}

// BenchmarkDetect reads an official letter of two pages.
func BenchmarkDetect(b *testing.B) {
	d := newDetector(b, Config{})
	doc := sample.NewPDF()
	sample.PDFDispatch(doc, "MẬT")
	sample.PDFDispatch(doc, "")
	content := doc.Bytes()
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		detectBytes(b, d, content)
	}
}
