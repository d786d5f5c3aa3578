package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giumat/detectors"
)

// Made-up documents. A line that begins with "@place " stands there instead of in the body.
const (
	circular = `UBND THÀNH PHỐ LỘC HÀ
VĂN PHÒNG
Số: 214/VP-CNTT
V/v tăng cường bảo mật tài khoản thư điện tử
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Lộc Hà, ngày 11 tháng 9 năm 2021
Kính gửi: Các phòng, ban, đơn vị
Thời gian qua xuất hiện nhiều vụ lộ mật khẩu, chiếm đoạt hộp thư.
Đề nghị các đơn vị thực hiện:
1. ĐẶT MẬT KHẨU MẠNH
Mật khẩu có ít nhất 12 ký tự, không dùng chung mật khẩu.
2. BẢO MẬT THIẾT BỊ
Cập nhật bản vá bảo mật; không gửi tài liệu bí mật nhà nước qua mạng.
3. CAM KẾT BẢO MẬT
Mỗi cán bộ ký cam kết bảo mật thông tin./.
Nơi nhận:
- Như trên;
- Lưu: VT.
TL. CHỦ TỊCH`

	dispatch = `CÔNG AN HUYỆN LỘC HÀ
ĐỘI AN NINH
Số: 09/BC-AN
MẬT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Lộc Hà, ngày 02 tháng 3 năm 2021
BÁO CÁO
Kết quả công tác tháng 2
Kính gửi: Công an tỉnh
Trong tháng, Đội đã đổi mật khẩu các máy và kiểm tra bảo mật./.
Nơi nhận:
- Như trên;
- Lưu: VT, AN (02b).
KT. TRƯỞNG CÔNG AN HUYỆN`

	regulation = `BỘ NÔNG VỤ
Số: 77/2021/TT-BNV
THÔNG TƯ
QUY ĐỊNH CÔNG TÁC BẢO VỆ BÍ
MẬT NHÀ NƯỚC TRONG NGÀNH
Điều 3. Độ mật
1. Bí mật nhà nước độ Tuyệt mật;
2. Bí mật nhà nước độ Tối mật;
3. Bí mật nhà nước độ Mật.
Điều 4. Mẫu dấu
a) Mẫu dấu “TUYỆT MẬT”: hình chữ nhật, kích thước 40mm x 8mm;
b) Mẫu dấu “TỐI MẬT”: kích thước 30mm x 8mm;
c) Mẫu dấu “MẬT”: kích thước 20mm x 8mm.
Độ mật: (Tuyệt mật/Tối mật/Mật)
TUYỆT MẬT
TỐI MẬT
MẬT
Điều 5. Thời hạn: độ Tuyệt mật là 30 năm, độ Tối mật là 20 năm, độ Mật là 10 năm.
GIẢI MẬT
ĐIỀU CHỈNH ĐỘ MẬT
SỔ ĐĂNG KÝ
VĂN BẢN MẬT ĐẾN
Nơi nhận:
- Các vụ, cục;
- Lưu: VT.`

	slides = `TẬP HUẤN BẢO VỆ BÍ MẬT NHÀ NƯỚC
BÍ MẬT NHÀ NƯỚC LÀ GÌ?
CÁC ĐỘ MẬT
• Tuyệt mật
• Tối mật
• Mật
Con dấu các độ mật (TUYỆT MẬT, TỐI MẬT hoặc MẬT) do văn thư giữ
Ví dụ: Độ mật: □ Tuyệt mật □ Tối mật □ Mật
MẬT MÃ VÀ CƠ YẾU
HỎI - ĐÁP
XIN CẢM ƠN`

	statistics = `Biểu số 03
THỐNG KÊ VĂN BẢN MẬT NĂM 2022
@table Đơn vị
@table TUYỆT MẬT
@table TỐI MẬT
@table MẬT
@row Đơn vị	TUYỆT MẬT	TỐI MẬT	MẬT
@table Phòng Một
@table 0
@table 2
@table 14
@row Phòng Một	0	2	14
Tổng số văn bản mật đến: 16; văn bản mật đi: 3
@table Độ mật
@table Số lượng
@row Độ mật	Số lượng
@table Tuyệt mật
@table 0
@row Tuyệt mật	0
@table Tối mật
@table 2
@row Tối mật	2
@table Mật
@table 14
@row Mật	14`

	novel = `CHƯƠNG MỘT
Cơn mưa tháng Bảy kéo dài suốt đêm. Anh nhìn gương mặt người bạn thân mật rồi quay đi.
"Đây là chuyện tuyệt mật", ông nói khẽ, tay giữ chặt tập giấy.
Họ hoạt động bí mật từ mùa thu năm ấy, mất liên lạc hai lần.
Mật vụ đứng đầy góc phố. Chiếc thìa đầy mật ong rơi xuống sàn.
tuyệt mật
Bà Mật bước vào, mắt đỏ hoe.
Trên bìa có ba chữ mờ, không ai đọc được.`

	invoice = `CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
HÓA ĐƠN BÁN HÀNG
Số: 0004512
Người mua: Nguyễn Thị Mật
@table STT
@table Tên hàng
@table Thành tiền
@row STT	Tên hàng	Thành tiền
@table 1
@table MẬT ONG HOA CÀ PHÊ
@table 240.000
@row 1	MẬT ONG HOA CÀ PHÊ	240.000
@table 2
@table Mật mía
@table 90.000
@row 2	Mật mía	90.000
Mã bảo mật: 88213`

	medical = `BỆNH VIỆN ĐA KHOA LỘC HÀ
KẾT QUẢ SIÊU ÂM
GAN - MẬT
Gan không to, đường mật trong gan không giãn.
TÚI MẬT
Thành túi mật dày 4 mm, có sỏi mật.
ỐNG MẬT CHỦ
Kết luận: VIÊM TÚI
MẬT
Mật độ xương bình thường.`

	annexed = `TỔNG CÔNG TY LỘC HÀ
Số: 30/BC-LH
Mật
Kính gửi: Bộ chủ quản
Nội dung báo cáo thường kỳ.
Phụ lục 2
TUYỆT MẬT
(Kèm theo Báo cáo số 30)
@footer TUYỆT MẬT - Trang 4`

	names = `DANH SÁCH CÁN BỘ
@table Họ và đệm
@table Tên
@row Họ và đệm	Tên
@table LÊ THỊ
@table MẬT
@row LÊ THỊ	MẬT
@table Trần Văn
@table Mật
@row Trần Văn	Mật`

	scanned = `CÔNG TY LỘC HÀ
Số: 3/KH-LH
TUYÊT MÂT
Kính gửi: các đơn vị`

	oldDispatch = `Uû ban nh©n d©n tØnh
Sè: 41/CV-UB
MËT
KÝnh göi: C¸c huyÖn
N¬i nhËn:
- L` + "\u00ad" + `u VT.`
)

func spansOf(text string) []detectors.Span {
	var spans []detectors.Span
	for i, line := range strings.Split(text, "\n") {
		s := detectors.Span{Text: line, Place: detectors.Body, Part: "word/document.xml", Block: i + 1}
		if place, rest, ok := strings.Cut(line, " "); ok && strings.HasPrefix(place, "@") {
			s.Text, s.Place = rest, detectors.Place(place[1:])
			if s.Place == "row" {
				s.Place, s.Row = detectors.Table, true
			}
		}
		spans = append(spans, s)
	}
	return spans
}

func TestDocuments(t *testing.T) {
	cases := []struct {
		name, text string
		level      Level
		confidence Confidence
		official   bool
	}{
		{"circular on passwords", circular, None, "", true},
		{"dispatch", dispatch, Mat, Certain, true},
		{"secrecy regulation", regulation, None, "", true},
		{"training slides", slides, None, "", false},
		{"statistics of secret papers", statistics, None, "", false},
		{"novel", novel, None, "", false},
		{"invoice", invoice, None, "", false},
		{"medical report", medical, None, "", false},
		{"annex with a higher degree", annexed, TuyetMat, Certain, false},
		{"list of names", names, None, "", false},
		{"scan read without accents", scanned, TuyetMat, Suspected, false},
		{"dispatch in TCVN3, font not known", oldDispatch, Mat, Certain, true},
		{"empty", "", None, "", false},
	}
	p := Default()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			all := p.Judge(collect(keepAll, spansOf(c.text)), "")
			if all.Level != c.level || all.Confidence != c.confidence {
				t.Errorf("level %v, %q, want %v, %q; reasons %v", all.Level, all.Confidence, c.level, c.confidence, all.Reasons)
			}
			if all.Official != c.official {
				t.Errorf("official %t, want %t", all.Official, c.official)
			}
			kept := p.Judge(collect(p.Wants, spansOf(c.text)), "")
			if diff := cmp.Diff(all, kept); diff != "" {
				t.Errorf("the filter changed the verdict (-all +kept):\n%s", diff)
			}
		})
	}
}

// TestLongDocument puts a mark among many lines without use, where the filter drops nearly all.
func TestLongDocument(t *testing.T) {
	var spans []detectors.Span
	for range 3000 {
		spans = append(spans, detectors.Span{Text: ordinaryLine, Place: detectors.Body})
	}
	spans = append(spans, spansOf("Phụ lục IV\n(Kèm theo Kế hoạch)\nMật\n"+ordinaryLine)...)
	p := Default()
	ev := collect(p.Wants, spans)
	if len(ev.Spans) > 20 {
		t.Errorf("the filter kept %d lines", len(ev.Spans))
	}
	if v := p.Judge(ev, ""); v.Level != Mat || v.Confidence != Certain {
		t.Errorf("got %v, %q", v.Level, v.Confidence)
	}
}
