package detecttest

import (
	"fmt"

	"giumat/detectors/sample"
)

// wordPlaces puts each degree into each place of a Word document.
func wordPlaces() []Case {
	places := []struct {
		name, place string
		put         func(w *sample.Word, mark string)
	}{
		{"body", "body", func(w *sample.Word, mark string) { w.Paragraph(mark) }},
		{"cell", "table", func(w *sample.Word, mark string) { w.Table([]string{mark}) }},
		{"box", "box", func(w *sample.Word, mark string) { w.Box(mark) }},
		{"vml-box", "box", func(w *sample.Word, mark string) { w.VMLBox(mark) }},
		{"header", "header", func(w *sample.Word, mark string) { w.Header(mark) }},
		{"header-box", "box", func(w *sample.Word, mark string) { w.HeaderBox(mark) }},
		{"footer", "footer", func(w *sample.Word, mark string) { w.Footer(mark) }},
		{"watermark", "watermark", func(w *sample.Word, mark string) { w.Watermark(mark) }},
		{"property", "property", func(w *sample.Word, mark string) { w.Property("Độ mật", mark) }},
		{"keywords", "property", func(w *sample.Word, mark string) { w.Core("cp:keywords", "độ mật: "+mark) }},
		{"custom-xml", "property", func(w *sample.Word, mark string) { w.CustomXML("<VanBan><DoMat>" + mark + "</DoMat></VanBan>") }},
		{"html-chunk", "", func(w *sample.Word, mark string) {
			w.AltChunk("chunk.html", "text/html", []byte("<html><meta charset=utf-8><p>"+mark+"</p></html>"))
		}},
		{"embedded", "", func(w *sample.Word, mark string) {
			inner := sample.NewWord().MarkedDispatch(mark, "7/SVT-VP", "phụ lục", letter()...)
			w.Part("word/embeddings/doc1.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", inner.Bytes())
		}},
		{"content-control", "body", func(w *sample.Word, mark string) {
			w.Raw(`<w:sdt><w:sdtPr><w:alias w:val="dau"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>` + mark + `</w:t></w:r></w:p></w:sdtContent></w:sdt>`)
		}},
		{"label", "", func(w *sample.Word, mark string) { w.Paragraph("Độ mật: " + mark) }},
		{"label-in-cells", "", func(w *sample.Word, mark string) {
			w.Table([]string{"Độ khẩn", "Hỏa tốc"}, []string{"Độ mật", mark})
		}},
		{"cover", "", func(w *sample.Word, mark string) { w.Paragraph("TÀI LIỆU " + mark) }},
	}
	var cases []Case
	for i, p := range places {
		for j, mark := range []string{tuyetMat, toiMat, mat} {
			w := sample.NewWord()
			p.put(w, mark)
			w.Dispatch(fmt.Sprintf("%d/SVT-VP", 10*i+j+1), "báo cáo quý", letter()...)
			cases = append(cases, Case{
				Name: fmt.Sprintf("word-%s-%s.docx", p.name, levelOf[mark]), Bytes: w.Bytes(),
				Level: levelOf[mark], Official: true, Place: p.place,
			})
		}
	}
	return cases
}

// wordLooks are marks that are not written in one piece, or not as they are shown.
func wordLooks() []Case {
	one := func(name, level string, put func(w *sample.Word)) Case {
		w := sample.NewWord()
		put(w)
		w.Dispatch("5/SVT-VP", "họp giao ban", letter()...)
		return Case{Name: "word-" + name + ".docx", Bytes: w.Bytes(), Level: level, Official: true}
	}
	suspected := func(c Case) Case { c.Suspected = true; return c }
	return []Case{
		one("split-runs", "TOI_MAT", func(w *sample.Word) {
			w.Runs(sample.R("T"), sample.R("ỐI M", sample.Bold), sample.R("ẬT", sample.Red))
		}),
		one("spaced", "TUYET_MAT", func(w *sample.Word) { w.Paragraph("T U Y Ệ T  M Ậ T") }),
		one("dotted", "MAT", func(w *sample.Word) { w.Box("M.Ậ.T") }),
		one("two-lines", "TUYET_MAT", func(w *sample.Word) { w.Box("TUYỆT", "MẬT") }),
		one("two-lines-break", "TOI_MAT", func(w *sample.Word) { w.Table([]string{"TỐI\nMẬT"}) }),
		one("caps-on-run", "MAT", func(w *sample.Word) { w.Paragraph("Mật", sample.Caps) }),
		one("caps-in-style", "TUYET_MAT", func(w *sample.Word) {
			w.Style("paragraph", "DauGoc", "", sample.Caps).Style("paragraph", "Dau", "DauGoc", sample.Red)
			w.Styled("Dau", sample.R("tuyệt mật"))
		}),
		one("framed", "TOI_MAT", func(w *sample.Word) { w.Paragraph("*** TỐI MẬT ***") }),
		one("with-urgency", "MAT", func(w *sample.Word) { w.Paragraph("HỎA TỐC - MẬT") }),
		one("highest-wins", "TUYET_MAT", func(w *sample.Word) { w.Paragraph("MẬT").Footer("TUYỆT MẬT") }),
		one("strict", "TOI_MAT", func(w *sample.Word) { w.Strict().Box("TỐI MẬT") }),
		one("no-break-space", "TOI_MAT", func(w *sample.Word) { w.Paragraph("TỐI\u00a0MẬT") }),
		suspected(one("struck-out", "TOI_MAT", func(w *sample.Word) { w.Runs(sample.Deleted("TỐI MẬT")) })),
		suspected(one("hidden", "MAT", func(w *sample.Word) { w.Paragraph("MẬT", sample.Hidden) })),
		suspected(one("accents-lost", "TUYET_MAT", func(w *sample.Word) { w.Paragraph("TUYET MAT") })),
	}
}

// wordEncodings are the ways in which the letters have been stored over thirty years.
func wordEncodings() []Case {
	type text struct{ name, stored, font, level string }
	texts := []text{
		{"tcvn3-mat", "MËT", ".VnTime", "MAT"},
		{"tcvn3-toi-mat", "TèI MËT", ".VnTime", "TOI_MAT"},
		{"tcvn3-capitals-font", "tuyÖt mËt", ".VnTimeH", "TUYET_MAT"},
		{"tcvn3-capitals-font-mat", "mËt", ".VnArialH", "MAT"},
		{"vni-mat", "MAÄT", "VNI-Times", "MAT"},
		{"vni-toi-mat", "TOÁI MAÄT", "VNI-Times", "TOI_MAT"},
		{"vni-tuyet-mat", "TUYEÄT MAÄT", "VNI-Helve", "TUYET_MAT"},
	}
	for _, mark := range []string{tuyetMat, toiMat, mat} {
		texts = append(texts,
			text{"nfd-" + levelOf[mark], decomposed(mark), "", levelOf[mark]},
			text{"composite-" + levelOf[mark], composite(mark), "", levelOf[mark]})
	}
	var cases []Case
	for _, x := range texts {
		w := sample.NewWord()
		if x.font == "" {
			w.Paragraph(x.stored)
		} else {
			w.Paragraph(x.stored, sample.Font(x.font))
		}
		w.Dispatch("3/SVT-VP", "công tác tháng", letter()...)
		cases = append(cases, Case{Name: "word-" + x.name + ".docx", Bytes: w.Bytes(), Level: x.level, Official: true})
	}
	vni := sample.NewWord().Runs(sample.R("MA", sample.Font("VNI-Times")), sample.R("ÄT", sample.Font("VNI-Times"), sample.Bold))
	vni.Dispatch("4/SVT-VP", "công tác tháng", letter()...)
	return append(cases, Case{Name: "word-vni-split.docx", Bytes: vni.Bytes(), Level: "MAT", Official: true})
}

// ordinaryWord are papers that bear no mark, and hold its words all the same.
func ordinaryWord() []Case {
	dispatch := func(w *sample.Word, body []string) *sample.Word {
		return w.Dispatch("12/SVT-CNTT", "tăng cường bảo mật thông tin", body...)
	}
	return []Case{
		{Name: "ordinary-circular.docx", Bytes: dispatch(sample.NewWord(), circular()).Bytes(), Official: true},
		{Name: "ordinary-letter.docx", Bytes: dispatch(sample.NewWord(), letter()).Bytes(), Official: true},
		{Name: "ordinary-heading.docx", Official: true, Bytes: dispatch(sample.NewWord().
			Paragraph("QUY CHẾ BẢO VỆ BÍ").Paragraph("MẬT NHÀ NƯỚC CỦA SỞ").Paragraph("BÍ MẬT").Paragraph("MẬT KHẨU"), circular()).Bytes()},
		{Name: "ordinary-broken-heading.docx", Official: true, Bytes: dispatch(sample.NewWord().
			Table([]string{"TÊN ĐĂNG NHẬP", "MẬT\nKHẨU"}, []string{"an.nv", "********"}), letter()).Bytes()},
		{Name: "ordinary-statistics.docx", Official: true, Bytes: dispatch(sample.NewWord().
			Table([]string{"Độ mật", "Tuyệt mật", "Tối mật", "Mật"}, []string{"Số văn bản", "0", "2", "15"}), letter()).Bytes()},
		{Name: "ordinary-form.docx", Official: true, Bytes: dispatch(sample.NewWord().
			Paragraph("Độ mật: □ Tuyệt mật   □ Tối mật   □ Mật").Paragraph("Độ mật: Không"), letter()).Bytes()},
		{Name: "ordinary-names.docx", Official: true, Bytes: dispatch(sample.NewWord().
			Table([]string{"Họ", "Tên"}, []string{"NGUYỄN THỊ", "MẬT"}, []string{"Lê Văn", "Mật"}), letter()).Bytes()},
		{Name: "ordinary-honey.docx", Bytes: sample.NewWord().Header("MẬT ONG HOA NHÃN").Paragraph("MẬT ONG RỪNG").
			Paragraph("Mật ong, mật mía và mật gấu; viêm túi mật; mật độ dân số.").Bytes()},
		{Name: "ordinary-novel.docx", Bytes: sample.NewWord().Paragraph("Chương 3").
			Paragraph("Ông cụ đưa ra phong thư tuyệt mật rồi thì thầm: đây là nhiệm vụ tối mật, chỉ ba người biết.").
			Paragraph("Đêm trăng mật, họ nói với nhau những lời thân mật.").Bytes()},
		{Name: "ordinary-invoice.docx", Bytes: sample.NewWord().Paragraph("HÓA ĐƠN GIÁ TRỊ GIA TĂNG").Paragraph("Ngày 12 tháng 3 năm 2026").
			Table([]string{"Tên hàng", "Số lượng", "Thành tiền"}, []string{"Mật ong", "2", "300.000"}).Bytes()},
		{Name: "ordinary-agreement.docx", Bytes: sample.NewWord().Paragraph("CAM KẾT BẢO MẬT").Paragraph("THỎA THUẬN BẢO MẬT THÔNG TIN").
			Paragraph("Hai bên giữ bí mật kinh doanh của nhau.").Bytes()},
		{Name: "ordinary-empty.docx", Bytes: sample.NewWord().Bytes()},
	}
}
