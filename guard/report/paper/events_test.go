package paper

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/protection"
	"giumat/guard/report"
)

// An officer reads what happened, to which PC, by how much, and what he should ask about.
func TestEventsInWords(t *testing.T) {
	w, r := newWords(catalog(t, "vi")), october(0)
	var got []string
	for _, b := range events(r, w) {
		for _, row := range b.Table.Rows {
			got = append(got, strings.Join(row.Cells, " | "))
		}
	}
	want := []string{
		"Dịch vụ bị dừng đột ngột khi máy vẫn bật | 3 | 2 | có",
		"Đồng hồ của máy bị chỉnh lùi | 1 | 1 | có",
		"Tệp của phần mềm bị sửa, thay hoặc xóa | 1 | 1 | có",
		"Phần mềm được cập nhật | 1 | 1 | không",
		"Máy tắt đột ngột (mất điện, treo máy), phần mềm không kịp ghi nhận | 1 | 1 | không",
		"PC-VANTHU-01 | 05/10/2026 08:10 | Dịch vụ bị dừng đột ngột khi máy vẫn bật | ngừng không quá 1 phút, từ 05/10/2026 08:09",
		"PC-VANTHU-01 | 05/10/2026 11:50 | Tệp của phần mềm bị sửa, thay hoặc xóa | tệp thiết lập",
		"PC-TUPHAP-03 | 09/10/2026 16:30 | Đồng hồ của máy bị chỉnh lùi | 3 giờ: từ 09/10/2026 16:30 thành 09/10/2026 13:30",
		"PC-TUPHAP-03 | 12/10/2026 08:00 | Máy tắt đột ngột (mất điện, treo máy), phần mềm không kịp ghi nhận | ngừng không quá 48 phút, từ 12/10/2026 07:12",
		"PC-DIACHINH-02 | 14/10/2026 09:00 | Phần mềm được cập nhật | từ bản 0.2.9 lên bản 0.3.0",
		"PC-KETOAN-04 | 30/10/2026 08:30 | Dịch vụ bị dừng đột ngột khi máy vẫn bật | ngừng không quá 1 giờ 30 phút, từ 30/10/2026 07:00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if n := alarming(r); n != 5 {
		t.Errorf("%d to be asked about", n)
	}
}

// What the first page says: nothing where there is nothing to ask about, and of events that are not known, nothing at all.
func TestEventsOnTheFirstPage(t *testing.T) {
	w := newWords(catalog(t, "vi"))
	alert := w.say("tamper_alert", "n", "5")
	first := func(r *report.Report) (said string) {
		for _, b := range general(r, w) {
			said += b.Alert
		}
		return said
	}
	r := october(0)
	if said := first(r); said != alert {
		t.Errorf("said %q, want %q", said, alert)
	}
	quiet := october(0)
	quiet.EventCounts = []report.EventCount{{Kind: protection.Updated, N: 5, PCs: 5}, {Kind: protection.CutOff, N: 2, PCs: 1}}
	if said := first(quiet); said != "" {
		t.Errorf("said %q of everyday things", said)
	}
	none := october(0)
	none.EventCounts, none.Events = nil, nil
	if said := events(none, w); len(said) != 1 || said[0].Text != w.say("tamper_none") {
		t.Errorf("said %+v of nothing", said)
	}
	none.Machines[0].Log = ""
	if said := events(none, w); len(said) != 0 {
		t.Errorf("said %+v of what is not known", said)
	}
	none.Machines[0].Log = "protection log is broken at number 4: it was changed"
	if said := events(none, w); len(said) != 1 || !strings.HasPrefix(said[0].Alert, "PC-VANTHU-01: Sổ theo dõi bảo vệ KHÔNG nguyên vẹn") {
		t.Errorf("said %+v of a broken log", said)
	}
}
