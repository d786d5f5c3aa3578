package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giumat/detectors"
)

func judgeSpans(spans ...detectors.Span) Verdict {
	return Default().Judge(collect(keepAll, spans), "")
}

func TestSpansThatAreNotShownAreOnlySuspected(t *testing.T) {
	cases := []struct {
		span detectors.Span
		want string
	}{
		{detectors.Span{Hidden: true}, "hidden"},
		{detectors.Span{Deleted: true}, "deleted"},
		{detectors.Span{Fallback: true}, "fallback-copy"},
		{detectors.Span{Deleted: true, Hidden: true}, "hidden,deleted"},
	}
	for _, c := range cases {
		c.span.Text, c.span.Place, c.span.Part = "TỐI MẬT", detectors.Body, "word/document.xml"
		got := judgeSpans(c.span)
		want := []Reason{{
			Rule: "vn.mark.line", Level: ToiMat, Confidence: Suspected, Place: detectors.Body, Part: "word/document.xml", Detail: c.want,
		}}
		if diff := cmp.Diff(want, got.Reasons); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.want, diff)
		}
	}
}

func TestCertainBeatsSuspected(t *testing.T) {
	v := judgeSpans(
		detectors.Span{Text: "MẬT", Place: detectors.Body},
		detectors.Span{Text: "Kế hoạch huấn luyện", Place: detectors.Body},
		detectors.Span{Text: "TUYỆT MẬT", Place: detectors.Body, Deleted: true},
	)
	if v.Level != Mat || v.Confidence != Certain || len(v.Reasons) != 2 {
		t.Errorf("got %v %q with %d reasons, want a certain MAT with two", v.Level, v.Confidence, len(v.Reasons))
	}
}

func TestHighestCertainWins(t *testing.T) {
	v := judgeSpans(
		detectors.Span{Text: "MẬT", Place: detectors.Body},
		detectors.Span{Text: "Kế hoạch huấn luyện", Place: detectors.Body},
		detectors.Span{Text: "TUYỆT MẬT", Place: detectors.Box},
	)
	if v.Level != TuyetMat || v.Reasons[0].Place != detectors.Box {
		t.Errorf("got %v first at %q", v.Level, v.Reasons[0].Place)
	}
}

func TestOldAndNewStamp(t *testing.T) {
	v := judgeSpans(detectors.Span{Text: "MẬT", Place: detectors.Body}, detectors.Span{Text: "TỐI MẬT", Place: detectors.Body})
	if v.Level != ToiMat || v.Confidence != Suspected || v.Reasons[0].Detail != "degrees-adjacent" {
		t.Errorf("got %v %q %v", v.Level, v.Confidence, v.Reasons)
	}
}

func TestDegreesInBoxesAreNoList(t *testing.T) {
	v := judgeSpans(detectors.Span{Text: "MẬT", Place: detectors.Box}, detectors.Span{Text: "TỐI MẬT", Place: detectors.Box})
	if v.Level != ToiMat || v.Confidence != Certain {
		t.Errorf("got %v %q", v.Level, v.Confidence)
	}
}

func TestDeclassificationStampIsReported(t *testing.T) {
	v := judgeSpans(
		detectors.Span{Text: "MẬT", Place: detectors.Body},
		detectors.Span{Text: "GIẢI MẬT", Place: detectors.Body},
		detectors.Span{Text: "Từ: 05/8/2022", Place: detectors.Body},
	)
	if v.Level != Mat || v.Confidence != Certain || v.Reasons[0].Detail != "declassified-stamp-near" {
		t.Errorf("got %v %q %v", v.Level, v.Confidence, v.Reasons)
	}
}

func TestReasonsAreFewAndDifferent(t *testing.T) {
	var spans []detectors.Span
	for page := range 200 {
		for range 3 {
			spans = append(spans, detectors.Span{Text: "MẬT", Place: detectors.Header, Page: page + 1})
		}
	}
	if v := judgeSpans(spans...); len(v.Reasons) != maxReasons {
		t.Errorf("got %d reasons, want %d", len(v.Reasons), maxReasons)
	}
	if v := judgeSpans(spans[:6]...); len(v.Reasons) != 2 {
		t.Errorf("two pages gave %d reasons", len(v.Reasons))
	}
}

func TestStateOfUnmarkedFiles(t *testing.T) {
	p := Default()
	for reach, want := range map[detectors.Reach]State{
		detectors.Complete: Clean, detectors.Partial: Partial, detectors.Unreadable: Unreadable,
	} {
		ev := detectors.Evidence{Kind: detectors.PDF, Reach: reach, Notes: []detectors.Note{{Code: "encrypted"}}}
		v := p.Judge(ev, "so tay.pdf")
		if v.State != want || v.Confidence != "" || v.Kind != detectors.PDF {
			t.Errorf("reach %d: got %q, %q, %q", reach, v.State, v.Confidence, v.Kind)
		}
		if diff := cmp.Diff(ev.Notes, v.Notes); diff != "" {
			t.Errorf("notes (-want +got):\n%s", diff)
		}
	}
}

func TestMarkedPartialFileIsMarked(t *testing.T) {
	ev := collect(keepAll, []detectors.Span{{Text: "MẬT", Place: detectors.Body}})
	ev.Reach = detectors.Partial
	if v := Default().Judge(ev, ""); v.State != Marked {
		t.Errorf("got %q", v.State)
	}
}

// TestOrdinaryLines has words with mật, and degrees in sentences, as whole documents of one or a few lines.
func TestOrdinaryLines(t *testing.T) {
	lines := []string{
		"HỢP ĐỒNG BẢO MẬT VÀ KHÔNG CẠNH TRANH", "ĐIỀU KHOẢN BẢO MẬT", "Mã bảo mật OTP", "LỖ HỔNG BẢO MẬT",
		"ĐỔI MẬT KHẨU", "MẬT KHẨU:", "Mật khẩu", "NHẬP LẠI MẬT KHẨU MỚI", "Tên đăng nhập | Mật khẩu", "MẬT MÃ HỌC", "MẬT MÃ",
		"MẬT ONG", "MẬT ONG RỪNG U MINH", "Mật ong", "mật dừa", "VỊT QUAY MẬT ONG", "TUẦN TRĂNG MẬT", "BÁNH KẸO ĐƯỜNG MẬT",
		"SỎI MẬT", "SỎI ỐNG MẬT CHỦ", "CẮT TÚI MẬT NỘI SOI", "Dịch mật", "GAN MẬT TỤY", "KHOA NGOẠI GAN MẬT",
		"MẬT ĐỘ", "MẬT ĐỘ DÂN CƯ", "Mật độ giao thông", "MẬT ĐỘ XƯƠNG",
		"CƠ MẬT VIỆN", "MẬT THƯ TRÒ CHƠI LỚN", "MẬT TÔNG TÂY TẠNG", "MẬT VỤ", "KIM CƯƠNG MẬT", "MẬT ƯỚC",
		"LÊ VĂN MẬT", "Ông Đỗ Mật", "XÃ MẬT SƠN", "Hồ Mật", "Thôn Mật",
		"BÍ MẬT CỦA THÀNH CÔNG", "Bí mật", "BÍ MẬT NHÀ NƯỚC", "TỐI MẬT VỤ ÁN", "HỒ SƠ TUYỆT MẬT TẬP 3: NGƯỜI TRONG BÓNG TỐI",
		"Phim truyền hình “TUYỆT MẬT”", "Giữ tuyệt mật thông tin khách hàng!", "Chiến dịch tuyệt mật của nhà đầu tư",
		"tối mật", "tuyệt mật", "mật", "Tối nay họp", "TỐI MAI", "TUYỆT ĐỐI", "TUYỆT ĐỐI BẢO MẬT",
		"GIẢI MẬT", "GIẢM MẬT", "TĂNG MẬT", "ĐỘ MẬT", "Độ mật", "MỨC ĐỘ MẬT", "Độ mật:", "ĐỘ MẬT: ……", "Độ mật: Không mật", "Độ mật: Bình thường",
		"DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT", "SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐI", "SỔ CHUYỂN GIAO TÀI LIỆU MẬT", "PHIẾU GỬI TÀI LIỆU MẬT",
		"tài liệu mật", "văn bản mật.", "Số văn bản mật: 15", "Văn bản Mật đến: 12, Tối mật: 3, Tuyệt mật: 0",
		"Tài liệu đóng dấu TUYỆT MẬT phải gửi bằng hai phong bì", "Đóng dấu “MẬT” vào góc trên bên trái",
		"độ Mật", "- Độ Tối mật: 20 năm;", "a) Tuyệt mật;", "b) Tối mật;", "c) Mật.", "+ Mật", "- Tuyệt mật",
		"Tuyệt mật, Tối mật, Mật", "MẬT / TỐI MẬT / TUYỆT MẬT", "Mật/Tối mật/Tuyệt mật", "Chọn: Mật, Tối mật", "[Tuyệt mật|Tối mật|Mật]",
		"enum SecretLevel { Mat, ToiMat, TuyetMat }", "<select><option>Tuyệt mật</option><option>Mật</option></select>", `"do_mat": "thuong"`,
		"KHẨN", "HỎA TỐC", "THƯỢNG KHẨN - LƯU HÀNH NỘI BỘ", "DỰ THẢO LẦN 3", "Trang 2/10",
		"MẤT", "MẶT", "MẮT", "MẠT", "MÁT", "MAT", "TOI", "TUYET", "TÔI MẤT XE", "MẶT TRẬN", "MẬN", "RA MẮT", "TỐI MẶT TỐI MŨI",
		"BATHMAT", "FORMAT", "DIPLOMAT", "ÉTAT: MÂT DE PAVILLON", "MËT", "NJË MËT", "L'ÉTÉ À SÈTE", "Tèi", "MAÏS",
		"x^2 + y^2", "a^. b", "MA^TRIX", "mật\tmật", "Mật độ\tTối đa",
	}
	p := Default()
	for n, line := range lines {
		spans := spansOf(strings.ReplaceAll(line, " | ", "\t"))
		if v := p.Judge(collect(p.Wants, spans), ""); v.State != Clean {
			t.Errorf("line %d is %q: %v", n+1, v.State, v.Reasons)
		}
	}
}

// TestMarkedLines has marks in other bodies, frames, spacings and neighbourhoods than the packs' examples.
func TestMarkedLines(t *testing.T) {
	cases := []struct {
		text string
		want Level
	}{
		{"ĐOÀN KINH TẾ 99\nSố: 02/ML-ĐKT\nTUYỆT MẬT\nMỆNH LỆNH", TuyetMat},
		{"<<< TỐI MẬT >>>", ToiMat},
		{"—— MẬT ——", Mat},
		{"MẬT.", Mat},
		{"( T Ố I   M Ậ T )", ToiMat},
		{"T-U-Y-Ệ-T M-Ậ-T", TuyetMat},
		{"TUYỆTMẬT", TuyetMat},
		{"TUYÊ\u0323T MÂ\u0323T", TuyetMat},
		{"\u041cẬ\u0422", Mat},
		{"ＴỐＩ　ＭẬＴ", ToiMat},
		{"M\u200bẬ\u200bT", Mat},
		{"MẬT          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Mat},
		{"HUYỆN ỦY LỘC HÀ\tĐẢNG CỘNG SẢN VIỆT NAM\nSố 7-BC/HU\tLộc Hà, ngày 1 tháng 3 năm 2020\nTỐI MẬT\t", ToiMat},
		{"V/v tổ chức tuần lễ tham vấn cho người thân\nMẬT\nKính gửi: Sở Y tế", Mat},
		{"V/v sửa chữa tuyến đường\nMẬT\nKính gửi: Sở Xây dựng", Mat},
		{"BÁO CÁO\nKẾT QUẢ CẢI TẠO TUYẾN ĐƯỜNG\nMẬT", Mat},
		{"MẬT\nDANH SÁCH KÈM THEO", Mat},
		{"MẬT\nHIỆU QUẢ CÔNG TÁC NĂM 2020", Mat},
		{"MẬT\nVỤ PHÁP CHẾ", Mat},
		{"MẬT\nMÃ HỒ SƠ: 77", Mat},
		{"MẬT\nBÁO CÁO NHANH", Mat},
		{"MẬT\nBẢO VỆ BÍ MẬT NHÀ NƯỚC LÀ NHIỆM VỤ CỦA TOÀN DÂN", Mat},
		{"MẬT\nĐỘ KHẨN: THƯỢNG KHẨN", Mat},
		{"@box TỐI\n@box MẬT", ToiMat},
		{"@header MẬT | Trang 3", Mat},
		{"@footer 12/40 TUYỆT MẬT", TuyetMat},
		{"@table Độ mật:\tTối mật", ToiMat},
		{"@property TUYỆT MẬT", TuyetMat},
		{"Mức độ mật: (Mật)", Mat},
		{"Phân loại: MẬT", Mat},
		{"Số đến: 45; Độ mật: Tuyệt mật; Ngày đến: 03/4/2019", TuyetMat},
		{"KHẨN - TỐI MẬT", ToiMat},
		{"PHƯƠNG ÁN\nTUYỆT MẬT", TuyetMat},
		{"KẾ HOẠCH TỐI MẬT", ToiMat},
		{"TUYÖT MËT", TuyetMat},
		{"TỐI MẬT\nTài liệu này nói về mật khẩu, bảo mật, bí mật nhà nước độ Mật", ToiMat},
	}
	p := Default()
	for _, c := range cases {
		v := p.Judge(collect(p.Wants, spansOf(c.text)), "")
		if v.Level != c.want || v.Confidence != Certain {
			t.Errorf("%q: got %v %q, want %v; %v", c.text, v.Level, v.Confidence, c.want, v.Reasons)
		}
	}
}
