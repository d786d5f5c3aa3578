package report

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/texts"
)

func catalog(t testing.TB) *texts.Catalog {
	t.Helper()
	c, err := texts.Load("vi")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sheet writes r as CSV and reads it as a spreadsheet would.
func sheet(t *testing.T, r *Report) [][]string {
	t.Helper()
	var out bytes.Buffer
	if err := r.WriteCSV(&out, catalog(t)); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(out.String(), byteOrderMark)
	if !marked || strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		t.Error("no byte order mark, or a line that ends without CR LF")
	}
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord = -1
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestWriteCSV(t *testing.T) {
	s := pcNamed(t, "pc-1", 5)
	s.incidents[2].Reason = `theo "yêu cầu", gấp`
	s.incidents[0].Program, s.incidents[0].Original, s.incidents[0].Count = "cp", "Dự thảo ….docx", 3
	s.incidents[0].Drive = incident.DriveInfo{Label: "KINGSTON", Volume: "1A2B-3C4D", Serial: "001CC0EC34F1", Size: 31_914_983_424}
	s.incidents[0].Outcome, s.incidents[0].Channel = act.Blocked, event.Chat
	r := build(t, s, "2026-11-18 09:00:00")
	r.Incidents[4].Outcome, r.Incidents[4].Place = "sealed", "margin" // words that no catalogue has
	rows := sheet(t, r)
	if len(rows) != 6 {
		t.Fatalf("%d lines", len(rows))
	}
	for line, want := range map[int]string{
		0: "Thời gian|Máy|Người dùng|Mức độ|Độ chắc chắn|Kênh|Thiết bị|Kết quả|Tên tệp (rút gọn)|Loại tệp|Vị trí dấu|Căn cứ nhận biết|Mã băm SHA-256|Số lần|Lý do của người dùng|Mã cách ly|Mã việc|Chương trình|Bản gốc (tên rút gọn)|Tên ổ đĩa|Mã ổ đĩa|Số sê-ri thiết bị|Dung lượng ổ đĩa (byte)",
		1: "2026-11-16T00:30:00+07:00|pc-1|an|MẬT|chắc chắn|trò chuyện trực tuyến||đã chặn|Báo cáo ….docx|docx|đầu trang|vn.mark.line|" + strings.Repeat("ab", 32) + `|3|||20261115T173000.000000000-0000000|cp|Dự thảo ….docx|KINGSTON|1A2B-3C4D|001CC0EC34F1|31914983424`,
		3: "2026-11-16T02:30:00+07:00|pc-1|an|TUYỆT MẬT|chắc chắn|thư điện tử miễn phí||KHÔNG GIỮ ĐƯỢC|Báo cáo ….docx|docx|đầu trang|vn.mark.line|" + strings.Repeat("ab", 32) + `|1|theo "yêu cầu", gấp||20261115T193000.000000000-0000002||||||`,
	} {
		if got := strings.Join(rows[line], "|"); got != want {
			t.Errorf("line %d:\n%s, want\n%s", line, got, want)
		}
	}
	if rows[4][3] != "văn bản công vụ không có dấu mật" || rows[5][3] != "chưa kiểm tra được" || rows[5][7] != "sealed" || rows[5][10] != "margin" {
		t.Errorf("levels %q and %q, result %q, place %q", rows[4][3], rows[5][3], rows[5][7], rows[5][10])
	}
	limited := sheet(t, r.Limit(2))
	if last := limited[len(limited)-1]; len(limited) != 4 || last[0] != "Còn 3 việc không ghi trong bảng này" {
		t.Errorf("with two of five: %q", last)
	}
}

// No text that a person or another PC chose can become a formula.
func TestCSVHoldsNoFormula(t *testing.T) {
	s := pcNamed(t, "pc-1", 1)
	in := &s.incidents[0]
	in.Name, in.User, in.Device, in.Host = "=cmd|'/c calc'!A1.docx", "+84 912", "-2+3", "@SUM(A1)"
	in.Program, in.Original = "=1", "-1.docx"
	in.Drive.Label, in.Drive.Volume, in.Drive.Serial = "@1", "+1", "=1"
	in.Reason, in.QuarantineID, in.Rule, in.Kind, in.Place = "=HYPERLINK(\"x\")", "\t=1", "＝1", "\r=1", "=1"
	for i, cell := range sheet(t, build(t, s, "2026-11-18 09:00:00"))[1] {
		if strings.IndexAny(cell, "=+-@\t\r＝") == 0 {
			t.Errorf("%s: %q", columns[i], cell)
		}
	}
}

func TestWriteCSVFails(t *testing.T) {
	full := errors.New("the disk is full")
	if err := build(t, pcNamed(t, "pc-1", 100), "2026-11-18 09:00:00").WriteCSV(failing{full}, catalog(t)); !errors.Is(err, full) {
		t.Error(err)
	}
}
