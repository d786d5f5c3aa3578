package docx_test

import (
	"testing"

	"giumat/detectors/detecttest"
	"giumat/detectors/docx"
	"giumat/detectors/sample"
)

func TestAccept(t *testing.T) {
	plain := sample.NewWord().Dispatch("1/SVT-VP", "báo cáo", "Nội dung thứ nhất.", "Nội dung thứ hai.")
	rich := sample.NewWord().Header("đầu").Footer("chân").Box("khung").Watermark("chìm").Footnote("thân", "chú thích").
		Table([]string{"a", "b"}).Property("Tên", "giá trị")
	detecttest.Accept(t, docx.New(), plain.Bytes(), rich.Bytes())
}
