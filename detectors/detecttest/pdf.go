package detecttest

import (
	"fmt"

	"giumat/detectors/sample"
)

// pdfPlaces puts each degree into each place of a PDF.
func pdfPlaces() []Case {
	places := []struct {
		name, place string
		official    bool
		put         func(d *sample.PDF, mark string)
	}{
		{"box-10a", "", true, func(d *sample.PDF, mark string) { sample.PDFDispatch(d, mark) }},
		{"scrambled", "", true, func(d *sample.PDF, mark string) { sample.PDFDispatch(d, "").Fallback(130, 705, 13, mark) }},
		{"spaced", "", true, func(d *sample.PDF, mark string) {
			sample.PDFDispatch(d, "").Draw(sample.PDFText{X: 100, Y: 705, Size: 13, Text: mark, Spacing: 7})
		}},
		{"watermark", "", true, func(d *sample.PDF, mark string) {
			sample.PDFDispatch(d, "").Draw(sample.PDFText{X: 150, Y: 250, Size: 60, Text: mark, Angle: 45})
		}},
		{"down-the-margin", "", true, func(d *sample.PDF, mark string) { sample.PDFDispatch(d, "").Down(40, 500, 13, mark) }},
		{"text-layer", "", true, func(d *sample.PDF, mark string) {
			sample.PDFDispatch(d, "").Draw(sample.PDFText{X: 100, Y: 705, Size: 13, Text: mark, Invisible: true})
		}},
		{"annotation", "annotation", true, func(d *sample.PDF, mark string) { sample.PDFDispatch(d, "").Note("FreeText", mark) }},
		{"form-field", "form_field", true, func(d *sample.PDF, mark string) { sample.PDFDispatch(d, "").Field("DoMat", mark) }},
		{"annex", "", true, func(d *sample.PDF, mark string) {
			sample.PDFDispatch(d, "")
			d.Page().Centred(170, 780, 13, mark)
		}},
		{"attached", "", true, func(d *sample.PDF, mark string) {
			sample.PDFDispatch(d, "")
			d.Attach("phu-luc.docx", sample.NewWord().MarkedDispatch(mark, "9/SVT-VP", "phụ lục", letter()...).Bytes())
		}},
		{"locked-by-owner", "", true, func(d *sample.PDF, mark string) {
			d.Encrypt()
			sample.PDFDispatch(d, mark)
		}},
	}
	var cases []Case
	for _, p := range places {
		for _, mark := range []string{tuyetMat, toiMat, mat} {
			d := sample.NewPDF()
			p.put(d, mark)
			cases = append(cases, Case{
				Name: fmt.Sprintf("pdf-%s-%s.pdf", p.name, levelOf[mark]), Bytes: d.Bytes(),
				Level: levelOf[mark], Official: p.official, Place: p.place,
			})
		}
	}
	two := sample.NewPDF()
	page := sample.PDFDispatch(two, "")
	page.Centred(170, 712, 13, "TUYỆT")
	page.Centred(170, 697, 13, "MẬT")
	return append(cases, Case{Name: "pdf-two-lines.pdf", Bytes: two.Bytes(), Level: "TUYET_MAT", Official: true})
}

// pdfEncodings are the letters as old and as odd programs stored them.
func pdfEncodings() []Case {
	one := func(name, level, stored, font string) Case {
		d := sample.NewPDF()
		sample.PDFDispatch(d, "").Draw(sample.PDFText{X: 130, Y: 705, Size: 13, Text: stored, Font: font})
		return Case{Name: "pdf-" + name + ".pdf", Bytes: d.Bytes(), Level: level, Official: true}
	}
	return []Case{
		one("tcvn3", "TOI_MAT", "TèI MËT", ".VnTime"),
		one("tcvn3-capitals-font", "MAT", "mËt", ".VnTimeH"),
		one("vni", "TUYET_MAT", "TUYEÄT MAÄT", "VNI-Times"),
		one("vni-mat", "MAT", "MAÄT", "VNI-Times"),
		one("nfd", "TOI_MAT", decomposed(toiMat), ""),
		one("composite", "MAT", composite(mat), ""),
	}
}

// ordinaryPDF are unmarked.
func ordinaryPDF() []Case {
	circularPDF := sample.NewPDF()
	page := sample.PDFDispatch(circularPDF, "")
	for i, line := range circular() {
		page.Text(85, 250-18*float64(i), 10, line)
	}
	honey := sample.NewPDF()
	page = honey.Page()
	page.Text(85, 780, 20, "MẬT ONG BẠC HÀ")
	page.Text(85, 740, 12, "Mật độ đàn ong, túi mật, đường mật.")
	page.Fallback(85, 700, 12, "MẬT ĐỘ DÂN SỐ")
	title := sample.NewPDF()
	page = title.Page()
	page.Centred(300, 700, 16, "QUY CHẾ BẢO VỆ BÍ")
	page.Centred(300, 680, 16, "MẬT NHÀ NƯỚC")
	page.Centred(300, 640, 16, "LỘ TRÌNH ĐỔI MẬT")
	page.Centred(300, 620, 16, "KHẨU")
	return []Case{
		{Name: "ordinary-circular.pdf", Bytes: circularPDF.Bytes(), Official: true},
		{Name: "ordinary-honey.pdf", Bytes: honey.Bytes()},
		{Name: "ordinary-title.pdf", Bytes: title.Bytes()},
	}
}
