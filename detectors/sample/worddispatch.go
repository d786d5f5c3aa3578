package sample

import (
	"fmt"
	"strings"
)

// Dispatch lays out an official letter as Decree 30/2020/NĐ-CP, Appendix I, has it: the head in a table of two
// columns, addressee, body, recipients and signer. The issuing bodies and people are invented.
func (w *Word) Dispatch(number, subject string, body ...string) *Word {
	w.Raw(cells(
		cell(center(R("ỦY BAN NHÂN DÂN")), center(R("TỈNH SÔNG ĐÀO")), center(R("SỞ VĂN THƯ", Bold)),
			center(R("Số: "+number)), center(R("V/v "+subject, Italic))),
		cell(center(R("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Bold)), center(R("Độc lập - Tự do - Hạnh phúc", Bold)),
			center(R("")), center(R("Sông Đào, ngày 05 tháng 01 năm 2026", Italic))),
	))
	w.Raw(center(R("Kính gửi: Ủy ban nhân dân các huyện Bến Gỗ, Đồi Chè.")))
	for i, text := range body {
		if i == len(body)-1 && !strings.HasSuffix(text, "./.") {
			text = strings.TrimSuffix(text, ".") + "./."
		}
		w.Raw(paragraph("both", "", R(text)))
	}
	return w.Raw(cells(
		cell(paragraph("", "", R("Nơi nhận:", Bold, Italic)), paragraphs([]string{"- Như trên;", "- Văn phòng tỉnh;", "- Lưu: VT, TH."})),
		cell(center(R("KT. GIÁM ĐỐC", Bold)), center(R("PHÓ GIÁM ĐỐC", Bold)), center(R("")), center(R("Trần Văn Mẫu", Bold))),
	))
}

// MarkedDispatch is a letter with a mark in a frame at the top left of the first page.
func (w *Word) MarkedDispatch(mark, number, subject string, body ...string) *Word {
	w.Table([]string{mark})
	return w.Dispatch(number, subject, body...)
}

func center(runs ...Run) string { return paragraph("center", "", runs...) }

func cell(paragraphs ...string) string {
	return `<w:tc><w:tcPr><w:tcW w:w="4535" w:type="dxa"/></w:tcPr>` + strings.Join(paragraphs, "") + `</w:tc>`
}

// cells is a table of one row without borders.
func cells(all ...string) string {
	return fmt.Sprintf(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>%s</w:tblGrid><w:tr>%s</w:tr></w:tbl>`,
		strings.Repeat(`<w:gridCol w:w="4535"/>`, len(all)), strings.Join(all, ""))
}
