package detecttest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"

	"giumat/detectors/sample"
)

// Hostile is a file that is broken, locked or made to hurt, and what must be said of it.
type Hostile struct {
	Name  string
	Bytes []byte
	Size  int64  // if not 0, the file is made this long with zeros
	State string // "partial" or "unreadable"
	Note  string // one of the notes must be this
}

// HostileFiles are all that a guard may meet and must survive.
func HostileFiles() []Hostile {
	word := sample.NewWord().Dispatch("1/SVT-VP", "báo cáo", letter()...).Bytes()
	letterPDF := sample.NewPDF()
	sample.PDFDispatch(letterPDF, "")
	text := letterPDF.Bytes()
	const ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	return []Hostile{
		{Name: "empty.docx", State: "unreadable", Note: "empty"},
		{Name: "not-a-document.docx", Bytes: []byte("chỉ là chữ"), State: "unreadable", Note: "content-does-not-match-name"},
		{Name: "zeros.pdf", Bytes: make([]byte, 1<<20), State: "unreadable", Note: "content-does-not-match-name"},
		{Name: "photo.jpg", Bytes: []byte("\xff\xd8\xff\xe0\x00\x10JFIF"), State: "unreadable", Note: "format-not-read"},
		{Name: "encrypted.docx", Bytes: []byte(ole + strings.Repeat("\x00", 1024) + wide("EncryptedPackage")), State: "unreadable", Note: "encrypted"},
		{Name: "word97.doc", Bytes: []byte(ole + strings.Repeat("\x00", 1024) + wide("WordDocument")), State: "unreadable", Note: "format-not-read"},
		{Name: "truncated.docx", Bytes: word[:len(word)/2], State: "unreadable", Note: "truncated"},
		{Name: "truncated-early.docx", Bytes: word[:40], State: "unreadable", Note: "broken-zip"},
		{Name: "truncated.pdf", Bytes: text[:300], State: "unreadable", Note: "broken-pdf"},
		{Name: "archive.zip", Bytes: zipped("readme.txt", strings.NewReader("MẬT")), State: "unreadable", Note: "format-not-read"},
		{Name: "xml-bomb.docx", Bytes: zipped("word/document.xml", bomb()), State: "partial", Note: "suspicious-ratio"},
		{Name: "entity-bomb.docx", Bytes: zipped("word/document.xml", strings.NewReader(entities())), State: "partial", Note: "entity-not-expanded"},
		{Name: "deep.docx", Bytes: zipped("word/document.xml", strings.NewReader(strings.Repeat("<w:p>", 1<<20))), State: "unreadable", Note: "nested-too-deep"},
		{Name: "nested.docx", Bytes: nested(12), State: "partial", Note: "nested-too-deep"},
		{Name: "looped.pdf", Bytes: looped(), State: "partial", Note: "page-broken"},
		{Name: "four-gigabytes.pdf", Bytes: []byte("%PDF-1.7\n"), Size: 4 << 30, State: "unreadable", Note: "too-large"},
		{Name: "four-gigabytes.docx", Bytes: []byte("PK\x03\x04"), Size: 4 << 30, State: "unreadable", Note: "broken-zip"},
		{Name: "a\x1b[31m\xff\u202e.docx", Bytes: []byte("x"), State: "unreadable", Note: "content-does-not-match-name"},
	}
}

// wide is UTF-16, little-endian, of plain letters.
func wide(s string) string {
	out := ""
	for _, r := range s {
		out += string([]byte{byte(r), 0})
	}
	return out
}

func zipped(name string, content io.Reader) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create(name)
	if err == nil {
		_, err = io.Copy(w, content)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		panic(err) // writing to memory does not fail
	}
	return out.Bytes()
}

// bomb is one paragraph of 300 MiB, which packs into a thousandth of that.
func bomb() io.Reader {
	parts := []io.Reader{strings.NewReader("<w:document><w:body><w:p><w:r><w:t>")}
	block := strings.Repeat("a", 1<<20)
	for range 300 {
		parts = append(parts, strings.NewReader(block))
	}
	return io.MultiReader(append(parts, strings.NewReader("</w:t></w:r></w:p></w:body></w:document>"))...)
}

// entities would be a text of 10^13 letters if the entities were expanded.
func entities() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE d [<!ENTITY e0 "mật">`)
	for i := range 12 {
		fmt.Fprintf(&b, `<!ENTITY e%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&e%d;", i), 10))
	}
	b.WriteString(`]><w:document><w:body><w:p><w:r><w:t>&e12;</w:t></w:r></w:p></w:body></w:document>`)
	return b.String()
}

func nested(depth int) []byte {
	file := sample.NewWord().Paragraph("đáy").Bytes()
	for range depth {
		file = sample.NewWord().Paragraph("tầng").Part("word/embeddings/d.docx", "", file).Bytes()
	}
	return file
}

// looped is a PDF whose tree of pages bites its own tail.
func looped() []byte {
	return []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" +
		"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 9>>endobj\n3 0 obj<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 9>>endobj\n" +
		"trailer<</Root 1 0 R>>\n")
}
