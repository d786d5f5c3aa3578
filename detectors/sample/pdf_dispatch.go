package sample

import "fmt"

// PDFDispatch draws an official letter laid out as Decree 30/2020/NĐ-CP, Annex I, prescribes: the issuing body and
// the number at the upper left, the national name at the upper right, then title, body and signature. Its
// bodies and people are invented. mark stands in box 10a, under the number; it may be empty.
func PDFDispatch(d *PDF, mark string) *PDFPage {
	p := d.Page()
	const left, right = 170, 420
	p.Centred(left, 780, 12, "ỦY BAN NHÂN DÂN TỈNH ĐÔNG HẢI")
	p.Centred(right, 780, 12, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
	p.Centred(left, 765, 12, "SỞ MÂY TRỜI")
	p.Centred(right, 765, 13, "Độc lập - Tự do - Hạnh phúc")
	p.Centred(left, 735, 13, "Số: 12/SMT-VP")
	p.Centred(right, 735, 13, "Đông Hải, ngày 05 tháng 3 năm 2026")
	if mark != "" {
		p.Centred(left, 705, 13, mark)
	}
	p.Centred(300, 660, 14, "Kính gửi: Phòng Nghiên cứu Cầu vồng")
	for i := range 18 {
		p.Text(85, 630-18*float64(i), 13, fmt.Sprintf("%d. Bảo đảm an toàn, bảo mật thông tin theo quy định của pháp luật hiện hành.", i+1))
	}
	p.Centred(right, 270, 13, "GIÁM ĐỐC")
	p.Centred(right, 200, 13, "Trần Thị Mưa Xuân")
	return p
}
