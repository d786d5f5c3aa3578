package paper

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/report"
)

func TestNumbers(t *testing.T) {
	vi, en := newWords(catalog(t, "vi")), newWords(catalog(t, "en"))
	for _, c := range []struct {
		n      int
		vi, en string
	}{
		{0, "0", "0"}, {7, "7", "7"}, {999, "999", "999"}, {1000, "1.000", "1,000"}, {1234567, "1.234.567", "1,234,567"}, {-1234, "-1.234", "-1,234"}, {-123, "-123", "-123"},
	} {
		if vi, en := vi.number(c.n), en.number(c.n); vi != c.vi || en != c.en {
			t.Errorf("%d: %q, %q", c.n, vi, en)
		}
	}
	for _, c := range []struct {
		d      time.Duration
		vi, en string
	}{
		{0, "0", "0"}, {time.Second, "0,1", "0.1"}, {90 * time.Minute, "1,5", "1.5"}, {2 * time.Hour, "2", "2"}, {1234*time.Hour + 12*time.Minute, "1.234,2", "1,234.2"},
	} {
		if vi, en := vi.hours(c.d), en.hours(c.d); vi != c.vi || en != c.en {
			t.Errorf("%s: %q, %q", c.d, vi, en)
		}
	}
}

func TestTrend(t *testing.T) {
	w := newWords(catalog(t, "vi"))
	for _, c := range []struct {
		n, before int
		want      string
	}{
		{12, 9, "tăng 3, tức 33% (kỳ trước: 9)"},
		{9, 12, "giảm 3, tức 25% (kỳ trước: 12)"},
		{0, 5, "giảm 5, tức 100% (kỳ trước: 5)"},
		{5, 5, "không đổi (kỳ trước: 5)"},
		{0, 0, "không đổi (kỳ trước: 0)"},
		{5, 0, "tăng (kỳ trước không có)"},
	} {
		if got := w.trend(c.n, c.before); got != c.want {
			t.Errorf("%d after %d: %q, want %q", c.n, c.before, got, c.want)
		}
	}
}

// The date of an official document has a 0 before days of one digit, and before the first two months alone.
func TestPlaceAndDate(t *testing.T) {
	w := newWords(catalog(t, "vi"))
	unit := report.Unit{Place: "An Bình"}
	for date, want := range map[string]string{
		"2026-02-03T08:00:00+07:00": "An Bình, ngày 03 tháng 02 năm 2026",
		"2026-06-30T20:00:00Z":      "An Bình, ngày 01 tháng 7 năm 2026", // of the day in Vietnam
		"2026-11-22T08:00:00+07:00": "An Bình, ngày 22 tháng 11 năm 2026",
	} {
		at, err := time.Parse(time.RFC3339, date)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.blank(unit, at).Head.PlaceDate; got != want {
			t.Errorf("%s: %q, want %q", date, got, want)
		}
	}
}

// What the office has not set is left to be filled in.
func TestEmptyHead(t *testing.T) {
	d := newWords(catalog(t, "vi")).blank(report.Unit{}, at(1, 8, 0))
	want := head{
		Parent: "TÊN CƠ QUAN CHỦ QUẢN", Body: "TÊN CƠ QUAN", Number: "Số:         /BC-…",
		Nation: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Motto: "Độc lập - Tự do - Hạnh phúc", PlaceDate: "…, ngày 01 tháng 10 năm 2026",
	}
	if diff := cmp.Diff(want, d.Head); diff != "" {
		t.Error(diff)
	}
}

func TestForeignStrings(t *testing.T) {
	w := newWords(catalog(t, "vi"))
	for _, c := range []struct{ in, want string }{
		{"Báo cáo ….docx", "Báo cáo ….docx"},
		{"a\x00b\x1b[2J\u202ec\u200bd\n e\t f", "ab[2Jcd e f"},
		{"\xff", "\ufffd"},
		{"Ba\u0301o ca\u0301o", "Báo cáo"},
		{"MẬT", "tệp\u00a0“MẬT”"},
		{"TỐI MẬT", "tệp\u00a0“TỐI\u00a0MẬT”"},
		{"họp bàn tài liệu MẬT hôm nay", "họp bàn tài liệu\u00a0MẬT\u00a0hôm nay"},
		{"mật khẩu", "mật\u00a0khẩu"},
		{"", ""},
		{" \x00 ", ""},
	} {
		if got := w.foreign(c.in, "tệp"); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

// Whatever others wrote, it can stand in XML, on one line, and is no mark.
func FuzzForeign(f *testing.F) {
	w := newWords(catalog(f, "vi"))
	for _, seed := range []string{"MẬT", "Độ mật: Tuyệt mật", "a\x00\u202eb", "☒ Tối mật", "<&>\"'", "TOI MAT", "]]>", "\ufffe"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := w.foreign(s, "tệp")
		if w.isMark(got) || strings.ContainsAny(got, "\n\r\t\x00") {
			t.Fatalf("%q", got)
		}
		escaped, err := escape(got)
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(strings.NewReader("<t>" + escaped + "</t>"))
		for {
			if _, err := d.Token(); err == io.EOF {
				return
			} else if err != nil {
				t.Fatalf("%q: %v", got, err)
			}
		}
	})
}
