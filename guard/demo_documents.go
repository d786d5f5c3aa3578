package main

import (
	"giumat/detectors/sample"
	"giumat/rules"
)

// demoDocument is one made-up document of the demonstration.
type demoDocument struct {
	name  string
	what  string // key of the sentence that says what it is
	level rules.Level
	bytes []byte
}

// demoDocuments are put into the user's folder.
func demoDocuments() []demoDocument {
	return []demoDocument{
		{"thong-tu.docx", "demo_doc_circular", rules.None, demoCircular()},
		{"cong-van.docx", "demo_doc_header", rules.Mat, demoHeader()},
		{"bao-cao.docx", "demo_doc_box", rules.ToiMat, demoBox()},
		{"phuong-an.pdf", "demo_doc_scrambled", rules.TuyetMat, demoScrambled()},
		{"mat-ong.pdf", "demo_doc_honey", rules.None, demoHoney()},
	}
}

// demoCopies are copied to the drive.
func demoCopies() []demoDocument {
	return []demoDocument{
		{"thong-tu.docx", "demo_doc_circular", rules.None, demoCircular()},
		{"cong-van.docx", "demo_doc_header", rules.Mat, demoHeader()},
		{"phuong-an.pdf", "demo_doc_scrambled", rules.TuyetMat, demoScrambled()},
		{"cong-van-1999.docx", "demo_doc_legacy", rules.Mat, demoLegacy()},
	}
}

func demoCircular() []byte {
	return sample.NewWord().Dispatch("21/SVT-CNTT", "tăng cường bảo mật thông tin",
		"Thực hiện Luật Bảo vệ bí mật nhà nước, các đơn vị cập nhật bản vá bảo mật và không dùng mật khẩu mặc định.",
		"Bí mật nhà nước có ba độ: Tuyệt mật, Tối mật và Mật; dấu chỉ độ mật (TUYỆT MẬT, TỐI MẬT, MẬT) do cơ quan ban hành đóng.",
	).Bytes()
}

func demoHeader() []byte {
	return sample.NewWord().Header("MẬT").Dispatch("22/SVT-VP", "họp giao ban",
		"Sở kính mời các đơn vị dự họp giao ban quý theo thời gian thường lệ.").Bytes()
}

func demoBox() []byte {
	// The box stands in the body as Word writes one, its mark cut into three runs.
	return sample.NewWord().Raw(`<w:p><w:r><w:pict><v:rect style="width:90pt;height:24pt"><v:textbox><w:txbxContent><w:p>`+
		`<w:r><w:t>T</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ỐI M</w:t></w:r><w:r><w:t>ẬT</w:t></w:r>`+
		`</w:p></w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>`).
		Dispatch("23/BC-SVT", "báo cáo quý", "Tình hình thực hiện nhiệm vụ trong quý được nêu tại phụ lục kèm theo.").Bytes()
}

func demoScrambled() []byte {
	d := sample.NewPDF()
	sample.PDFDispatch(d, "").Fallback(125, 705, 13, "TUYỆT MẬT")
	return d.Bytes()
}

func demoHoney() []byte {
	d := sample.NewPDF()
	page := d.Page()
	page.Text(85, 780, 20, "MẬT ONG BẠC HÀ")
	page.Text(85, 740, 12, "Mật ong, mật mía; mật độ dân số; mật khẩu của bạn là bí mật.")
	return d.Bytes()
}

func demoLegacy() []byte {
	return sample.NewWord().Paragraph("mËt", sample.Font(".VnTimeH")).
		Dispatch("9/SVT-VP", "công tác lưu trữ", "Đề nghị các đơn vị nộp lưu hồ sơ trong tháng.").Bytes()
}
