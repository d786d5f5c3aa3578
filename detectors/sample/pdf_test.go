package sample

import (
	"bytes"
	"testing"
)

// TestPDFIsTheSameEveryTime checks that a document's bytes depend on nothing but what was drawn.
func TestPDFIsTheSameEveryTime(t *testing.T) {
	write := func() []byte {
		d := NewPDF()
		p := PDFDispatch(d, "TỐI MẬT")
		p.Fallback(85, 250, 13, "TUYỆT MẬT")
		p.Stamp("MẬT")
		p.Field("Độ mật", "Mật")
		d.Attach("phụ lục.docx", []byte("x"))
		d.Bookmark("Phụ lục")
		d.Property("Title", "Công văn")
		return d.Bytes()
	}
	first := write()
	if !bytes.Equal(first, write()) {
		t.Error("two documents drawn alike differ")
	}
	if !bytes.HasPrefix(first, []byte("%PDF-1.7\n")) || !bytes.HasSuffix(first, []byte("%%EOF\n")) {
		t.Error("not a whole document")
	}
}
