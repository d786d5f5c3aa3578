package xmlscan

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"
)

// outline writes a document as "<name a=v>text</>", text joined.
func outline(r io.Reader, depth int) (string, error) {
	var b strings.Builder
	for s := New(r, depth); ; {
		kind, err := s.Next()
		if err != nil {
			return b.String(), err
		}
		switch kind {
		case Start:
			fmt.Fprintf(&b, "<%s", s.Name())
			for n, v := range s.Attrs() {
				fmt.Fprintf(&b, " %s=%s", n, v)
			}
			b.WriteString(">")
		case End:
			b.WriteString("</>")
		case Text:
			b.Write(s.Text())
		}
	}
}

func TestScanner(t *testing.T) {
	tests := []struct {
		name, in, want string
		err            error
	}{
		{"element", "<a>x</a>", "<a>x</>", io.EOF},
		{"prefixes and attributes", `<w:t xmlns:w="u" w:val='1' xml:space = "preserve">x</w:t>`, "<t val=1 space=preserve>x</>", io.EOF},
		{"prefix that ends in the name", `<wr:r a="1"/>`, "<r a=1></>", io.EOF},
		{"empty element", "<a><b/></a>", "<a><b></></>", io.EOF},
		{"bracket in a value", `<a b="1>2" c='"'/>`, `<a b=1>2 c="></>`, io.EOF},
		{"entities", "<a>&lt;&#77;&#x1EAC;&#X54;&amp;lt;</a>", "<a><MẬT&lt;</>", io.EOF},
		{"entity in a value", `<a b="&#77;&quot;"/>`, `<a b=M"></>`, io.EOF},
		{"unknown entity", "<a>&m;</a>", "<a>&m;</>", io.EOF},
		{"ampersand alone", "<a>R & D</a>", "<a>R & D</>", io.EOF},
		{"impossible character", "<a>&#xFFFFFF;&#99999999999999;</a>", "<a>\uFFFD&#99999999999999;</>", io.EOF},
		{"CDATA", "<a><![CDATA[<b>&lt;]]]]><![CDATA[>]]></a>", "<a><b>&lt;]]></>", io.EOF},
		{"comment and instruction", "<?xml version='1.0'?><!-- <x> -- ' --><a>1<!----><?p >?>2</a>", "<a>12</>", io.EOF},
		{"document type", `<!DOCTYPE a [<!-- it's ]> --><!ENTITY m "M]>"><?x '?>]><a>&m;</a>`, "<a>&m;</>", io.EOF},
		{"less-than sign alone", "<a>1 < 2</a>", "<a>1 < 2</>", io.EOF},
		{"stray end tag", "</x><a>1</a></x>", "<a>1</>", io.EOF},
		{"cut in text", "<a>x", "<a>x", io.ErrUnexpectedEOF},
		{"cut in a tag", `<a><b c="x`, "<a><b c=x>", io.ErrUnexpectedEOF},
		{"cut in CDATA", "<a><![CDATA[xy]", "<a>xy]", io.ErrUnexpectedEOF},
		{"too deep", "<a><a><a><a><a>", "<a><a><a><a>", ErrDepth},
		{"nothing", "", "", io.EOF},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.in), iotest.OneByteReader(strings.NewReader(tt.in))} {
				got, err := outline(r, 4)
				if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, tt.err) {
					t.Errorf("error %v, want %v; outline (-want +got):\n%s", err, tt.err, diff)
				}
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	const doc = "<a b='Ậ'>MẬT 🙂</a>"
	const want = "<a b=Ậ>MẬT 🙂</>"
	utf16 := func(e unicode.Endianness, bom unicode.BOMPolicy, decl string) string {
		s, err := unicode.UTF16(e, bom).NewEncoder().String(decl + doc)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	tests := map[string]string{
		"UTF-8":                        doc,
		"UTF-8 with mark":              "\uFEFF" + doc,
		"UTF-8 that claims UTF-16":     `<?xml version="1.0" encoding="utf-16"?>` + doc,
		"UTF-8 that claims nonsense":   `<?xml version="1.0" encoding="x-nonsense"?>` + doc,
		"UTF-16 LE with mark":          utf16(unicode.LittleEndian, unicode.UseBOM, ""),
		"UTF-16 BE with mark":          utf16(unicode.BigEndian, unicode.UseBOM, ""),
		"UTF-16 LE, declared, no mark": utf16(unicode.LittleEndian, unicode.IgnoreBOM, `<?xml version="1.0" encoding="UTF-16"?>`),
		"UTF-16 BE, no mark":           utf16(unicode.BigEndian, unicode.IgnoreBOM, ""),
	}
	for name, in := range tests {
		t.Run(name, func(t *testing.T) {
			if got, err := outline(strings.NewReader(in), 4); got != want || err != io.EOF {
				t.Errorf("outline = %q, %v", got, err)
			}
		})
	}
	t.Run("windows-1258", func(t *testing.T) {
		in := "<?xml version='1.0' encoding='windows-1258'?><a>M\xc2\xf2T</a>" // Â, combining dot below
		if got, err := outline(strings.NewReader(in), 4); got != "<a>MÂ\u0323T</>" || err != io.EOF {
			t.Errorf("outline = %q, %v", got, err)
		}
	})
}

// TestPieces reads documents that are far longer than the window, whose every construct falls on its border once.
func TestPieces(t *testing.T) {
	body := strings.Repeat("<b c='1'>Ậ&amp;<![CDATA[]]x]]><!-- - --></b>", 9000)
	want := "<a>" + strings.Repeat("<b c=1>Ậ&]]x</>", 9000) + "</>"
	for shift := range 60 {
		in := "<a>" + strings.Repeat(" ", shift) + body + "</a>"
		got, err := outline(strings.NewReader(in), 4)
		if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") || err != io.EOF {
			t.Fatalf("shifted by %d: wrong outline, error %v", shift, err)
		}
	}
}

func TestLongTag(t *testing.T) {
	in := io.MultiReader(strings.NewReader("<a><b c='"), &repeat{'x', 5 << 20}, strings.NewReader("' d='1'/><e/></a>"))
	s := New(in, 4)
	var names []string
	for {
		kind, err := s.Next()
		if err != nil {
			if err != io.EOF {
				t.Errorf("error %v", err)
			}
			break
		}
		if kind == Start {
			names = append(names, string(s.Name()))
		}
		if v, _ := s.Attr("c"); len(v) > MaxTag {
			t.Errorf("kept %d bytes of an attribute", len(v))
		}
	}
	if diff := cmp.Diff([]string{"a", "b", "e"}, names); diff != "" || !s.LongTag() {
		t.Errorf("LongTag %v, elements (-want +got):\n%s", s.LongTag(), diff)
	}
}

// TestMemory reads 64 MiB of text in one node and checks that hardly anything was allocated.
func TestMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s := New(io.MultiReader(strings.NewReader("<a>"), &repeat{'x', 64 << 20}, strings.NewReader("</a>")), 4)
	for {
		if _, err := s.Next(); err != nil {
			break
		}
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("allocated %d bytes", got)
	}
}

// repeat gives n times the byte b.
type repeat struct {
	b byte
	n int
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	p = p[:min(len(p), r.n)]
	for i := range p {
		p[i] = r.b
	}
	r.n -= len(p)
	return len(p), nil
}

func FuzzScanner(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY m "x">]><w:a b="1">&m;<![CDATA[x]]><c/></w:a>`))
	f.Add([]byte("\xff\xfe<\x00a\x00/\x00>\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		whole, err := outline(bytes.NewReader(in), 100)
		if err == nil {
			t.Error("ended without an error")
		}
		pieces, pieceErr := outline(iotest.OneByteReader(bytes.NewReader(in)), 100)
		if whole != pieces || !errors.Is(err, pieceErr) {
			t.Errorf("differs when read byte by byte: %v, %v", err, pieceErr)
		}
	})
}

func BenchmarkScanner(b *testing.B) {
	para := `<w:p w:rsidR="00A1B2C3"><w:pPr><w:spacing w:before="120"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="Times New Roman"/><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">cộng hòa xã hội chủ nghĩa việt nam độc lập tự do </w:t></w:r></w:p>`
	doc := "<w:body>" + strings.Repeat(para, 5000) + "</w:body>"
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		for s := New(strings.NewReader(doc), 100); ; {
			if _, err := s.Next(); err != nil {
				break
			}
		}
	}
}
