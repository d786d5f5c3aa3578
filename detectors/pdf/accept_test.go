package pdf

import (
	"testing"

	"giumat/detectors/detecttest"
	"giumat/detectors/sample"
)

func TestAccept(t *testing.T) {
	plain := sample.NewPDF()
	sample.PDFDispatch(plain, "")
	rich := sample.NewPDF()
	page := sample.PDFDispatch(rich, "")
	page.Note("FreeText", "ghi chú")
	page.Field("o", "giá trị")
	page.Fallback(85, 200, 12, "chữ xáo trộn thứ tự ậ")
	detecttest.Accept(t, newDetector(t, Config{}), plain.Bytes(), rich.Bytes())
}
