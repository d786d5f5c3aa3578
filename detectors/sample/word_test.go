package sample

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

// full is a document with everything that a Word can hold.
func full() *Word {
	w := NewWord().Header("đầu").Watermark("MẬT").HeaderBox("hộp").Footer("cuối").Core("dc:title", "a & b").Property("Độ <mật>", "Mật")
	w.MarkedDispatch("MẬT", "01/SVT-VP", "thử", "Đoạn một.", "Đoạn hai.")
	w.Style("paragraph", "Hoa", "Normal", Caps).Styled("Hoa", R("a"), Deleted("b\tc"), Inserted("d"))
	w.Footnote("a", "b").Endnote("a", "b").Comment("a", "b", "c").Box("a").VMLBox("b").Table([]string{"a", "b\nc"}, []string{"d"})
	return w.StyledTable("Bảng", []string{"a"}).AltChunk("word/a.html", "text/html", []byte("<p>")).CustomXML("<a/>").Paragraph("a\nb", Font(".VnTime"))
}

// TestWellFormed checks that every part is XML, has a type, and that every relation leads to a part.
func TestWellFormed(t *testing.T) {
	for name, file := range map[string][]byte{"transitional": full().Bytes(), "strict": full().Strict().Bytes(), "empty": NewWord().Bytes()} {
		t.Run(name, func(t *testing.T) {
			z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range z.File {
				r, err := f.Open()
				if err != nil {
					t.Fatal(err)
				}
				content, err := io.ReadAll(r)
				if err != nil {
					t.Fatal(err)
				}
				if strings.HasPrefix(string(content), "<?xml") {
					checkXML(t, z, f.Name, content)
				}
			}
		})
	}
}

func checkXML(t *testing.T, z *zip.Reader, name string, content []byte) {
	folder, _, isRels := strings.Cut(name, "_rels/")
	for d := xml.NewDecoder(bytes.NewReader(content)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || !isRels || start.Name.Local != "Relationship" {
			continue
		}
		for _, a := range start.Attr {
			if a.Name.Local != "Target" {
				continue
			}
			target := strings.TrimPrefix(folder+a.Value, "word/../")
			if _, err := z.Open(target); err != nil {
				t.Errorf("%q leads to %q, which is not there", name, target)
			}
		}
	}
}

func TestSameBytes(t *testing.T) {
	if !bytes.Equal(full().Bytes(), full().Bytes()) {
		t.Error("two documents made alike differ")
	}
	w := full()
	if !bytes.Equal(w.Bytes(), w.Bytes()) {
		t.Error("asking twice gives two files")
	}
}
