package paper

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/protection"
	"giumat/guard/report"
	"giumat/guard/texts"
	"giumat/rules"
)

// A made-up month of a made-up office: nothing in it is, or resembles, a real place, person or document.

var vietnam = time.FixedZone("+07", 7*3600)

func at(day, hour, minute int) time.Time {
	return time.Date(2026, time.October, day, hour, minute, 0, 0, vietnam)
}

// names are shortened already, as the record holds them.
var names = []string{
	"Báo cáo ….docx", "Kế hoạch….docx", "Tờ trình….pdf", "Danh sác….docx", "Phương á….docx", "Công văn….pdf", "Biên bản….docx", "Dự thảo ….docx",
}

var reasons = []string{
	"Tài liệu tập huấn nội bộ, không có nội dung mật", "Lãnh đạo phòng yêu cầu in gấp để họp, đã xin ý kiến trực tiếp",
	"Bản dự thảo gửi xin ý kiến, chưa đóng dấu",
}

var hosts = []string{"PC-VANTHU-01", "PC-DIACHINH-02", "PC-TUPHAP-03", "PC-KETOAN-04", "PC-VANHOA-05"}

// nasty puts strings into r that are, or look like, a degree of secrecy, to see that no paper is taken for a marked
// document because of them.
func nasty(r *report.Report) *report.Report {
	for i := range r.Incidents {
		in := &r.Incidents[i]
		in.Name = []string{"MẬT", "TỐI MẬT.docx", "TUYỆT MẬ….docx", "MAT", "tối mật", "Mật.pdf"}[i%6]
		in.Reason = []string{"MẬT", "gửi anh Bình xem trước, đây là bản dự thảo cuộc họp MẬT", "TỐI MẬT TỐI MẬT", "Độ mật: TUYỆT MẬT", ""}[i%5]
		in.Original, in.Program = []string{"MẬT", "", "TỐI MẬT.docx", "Mật.pdf"}[i%4], []string{"", "MAT", "MẬT", "tối mật"}[i%4]
		in.Drive = incident.DriveInfo{Label: []string{"MẬT", "TỐI MẬT", "USB TUYỆT MẬT", ""}[i%4], Serial: []string{"MAT", "", "MẬT"}[i%3], Volume: "TỐI MẬT", Size: int64(i) * 1e8}
		in.User, in.Host = []string{"van.thu", "MAT", "Mật"}[i%3], []string{"MAT", "TOI MAT", "PC-01"}[i%3]
	}
	r.Machines[0].Host, r.Gaps[0].Host, r.Gaps[1].Host = "MAT", "MAT", "TOI MAT"
	r.Machines[1].Log, r.Events[0].Host, r.Events[1].Detail = "MẬT", "TỐI MẬT", "mat"
	r.Events[4].Old, r.Events[4].New = "MẬT", "TUYỆT MẬT"
	return r
}

// october gives a report on n incidents in October 2026, the same for the same n.
func october(n int) *report.Report {
	r := &report.Report{
		Schema: report.Schema,
		Period: report.Period{Kind: report.MonthKind, From: at(1, 0, 0), To: at(32, 0, 0)},
		Made:   at(32, 7, 30),
		Unit: report.Unit{
			Parent: "UBND TỈNH LỘC HÀ", Name: "UBND PHƯỜNG AN BÌNH", Symbol: "UBND", Place: "An Bình",
			To: "Chủ tịch Ủy ban nhân dân phường An Bình", Signer: "NGƯỜI LẬP BÁO CÁO",
			Contact: "Nguyễn Văn Tâm, Văn phòng HĐND và UBND, máy lẻ 102",
		},
		Expected: 6,
		Heightened: []report.Heightened{
			{Name: "Đại hội đại biểu các cấp", From: at(12, 0, 0), To: at(17, 0, 0)},
		},
		Gaps: []report.Gap{
			{Host: "PC-VANTHU-01", Kind: protection.Stopped, From: at(5, 8, 10), Until: at(5, 11, 40)},
			{Host: "PC-DIACHINH-02", Kind: protection.NoExtension, From: at(14, 7, 30), Until: at(15, 16, 0)},
			{Host: "PC-TUPHAP-03", Kind: protection.Stopped, From: at(20, 17, 0), Until: at(21, 7, 0), Uncertain: true},
			{Host: "PC-KETOAN-04", Kind: protection.NotWatched, From: at(30, 9, 0)},
		},
		EventCounts: []report.EventCount{
			{Kind: protection.Killed, N: 3, PCs: 2},
			{Kind: protection.ClockBack, N: 1, PCs: 1},
			{Kind: protection.Edited, N: 1, PCs: 1},
			{Kind: protection.Updated, N: 1, PCs: 1},
			{Kind: protection.CutOff, N: 1, PCs: 1},
		},
		Events: []report.Event{
			{Host: "PC-VANTHU-01", Kind: protection.Killed, At: at(5, 8, 10), From: at(5, 8, 9), Until: at(5, 8, 10)},
			{Host: "PC-VANTHU-01", Kind: protection.Edited, At: at(5, 11, 50), Detail: protection.Settings},
			{Host: "PC-TUPHAP-03", Kind: protection.ClockBack, At: at(9, 16, 30), From: at(9, 16, 30), Until: at(9, 13, 30)},
			{Host: "PC-TUPHAP-03", Kind: protection.CutOff, At: at(12, 8, 0), From: at(12, 7, 12), Until: at(12, 8, 0)},
			{Host: "PC-DIACHINH-02", Kind: protection.Updated, At: at(14, 9, 0), Old: "0.2.9", New: "0.3.0"},
			{Host: "PC-KETOAN-04", Kind: protection.Killed, At: at(30, 8, 30), From: at(30, 7, 0), Until: at(30, 8, 30)},
		},
		EventsLeft: 1,
	}
	for i, host := range hosts {
		m := report.Machine{
			Host: host, Version: "0.3.0", Rules: "vn-state-secret 2026-03-01, vn-official 2026-03-01", Policy: "mặc định 2026-10-01",
			Made: at(32, 7, i), Log: intact, LogHead: strings.Repeat(fmt.Sprintf("%02x0e5d7a", i*41), 8), Chain: intact, ChainHead: strings.Repeat(fmt.Sprintf("%02x9f4c1e", i*37), 8), Recorded: int64(1203 + i*17),
		}
		r.Machines = append(r.Machines, m)
	}
	chance := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		r.Incidents = append(r.Incidents, report.Entry{Incident: madeUp(chance, i, n)})
	}
	r.Counts = tally(r.Incidents)
	r.Previous = tally(r.Incidents[:n*3/4])
	r.Days = days(r)
	return r
}

// madeUp gives the i-th of n incidents.
func madeUp(chance *rand.Rand, i, n int) incident.Incident {
	users := []string{"van.thu", "LOCHA\\thanh.nt", "binh.lv", "hoa.tt", "lan.pt"}
	in := incident.Incident{
		Time: at(1, 8, 0).Add(time.Duration(i) * 30 * 24 * time.Hour / time.Duration(n)),
		Host: hosts[chance.IntN(5)], User: users[chance.IntN(5)],
		Name: names[i%len(names)], Kind: "docx", Count: 1 + chance.IntN(8)/7*2,
		State: rules.Marked, Confidence: rules.Certain, Level: rules.Level(1 + chance.IntN(3)), Rule: "vn.mark.line", Place: "header",
		Channel: []event.Channel{event.AtRest, event.Removable, event.Webmail, event.SyncFolder, event.Clipboard}[chance.IntN(5)],
	}
	in.SHA256 = fmt.Sprintf("%016x%048x", chance.Uint64(), i)
	switch i % 6 {
	case 4:
		in.Level, in.State, in.Confidence, in.Official, in.Rule, in.Place = rules.None, rules.Clean, "", true, "", ""
	case 5:
		in.Level, in.State, in.Confidence, in.Rule, in.Place = rules.None, rules.Partial, "", "", ""
	case 3:
		in.Confidence, in.Place = rules.Suspected, "body"
	}
	switch in.Channel {
	case event.Removable:
		in.Device, in.Outcome, in.Program, in.Original = "sdb1", act.Quarantined, "cp", "Bao cao ….docx"
		in.Drive = incident.DriveInfo{Label: "KINGSTON", Volume: "1A2B-3C4D", Serial: "001CC0EC34F1", Size: 31_914_983_424}
		if i%2 == 0 {
			in.Outcome, in.Original = act.Blocked, ""
		}
	case event.Webmail:
		in.Device, in.Outcome = "mail.google.com", act.Quarantined
	case event.SyncFolder:
		in.Outcome = act.Quarantined
	default:
		in.Outcome = act.Warned
	}
	if i%29 == 9 {
		in.Outcome = act.Failed
	}
	if i%11 == 7 {
		in.Outcome, in.Reason = act.Released, reasons[chance.IntN(len(reasons))]
	}
	return in
}

// tally counts incidents as a report does.
func tally(list []report.Entry) []report.Count {
	n := map[report.Count]int{}
	var order []report.Count
	for _, e := range list {
		key := report.Count{Level: report.LevelOf(e.Incident), Channel: string(e.Channel), Outcome: string(e.Outcome)}
		if n[key] == 0 {
			order = append(order, key)
		}
		n[key]++
	}
	for i := range order {
		order[i].N = n[report.Count{Level: order[i].Level, Channel: order[i].Channel, Outcome: order[i].Outcome}]
	}
	return order
}

func days(r *report.Report) []report.Day {
	var out []report.Day
	for day := r.Period.From; day.Before(r.Period.To); day = day.AddDate(0, 0, 1) {
		d := report.Day{Date: day.Format(time.DateOnly), Levels: map[string]int{}}
		for _, e := range r.Incidents {
			if e.Time.In(vietnam).Format(time.DateOnly) == d.Date {
				d.Levels[report.LevelOf(e.Incident)]++
			}
		}
		out = append(out, d)
	}
	return out
}

// single gives an urgent report on an incident of the made-up month, with as much to say as there can be.
func single() *report.UrgentReport {
	r := october(40)
	in := r.Incidents[3].Incident
	in.Level, in.Confidence, in.Channel, in.Device, in.Outcome = rules.TuyetMat, rules.Certain, event.Removable, "sdb1", act.Released
	in.Program, in.Original, in.Count = "firefox-esr", "Kế hoạch….docx", 12
	in.Drive = incident.DriveInfo{Label: "KINGSTON CUA VAN PHONG", Serial: "001CC0EC34F1F841D8DB0B4C", Size: 31_914_983_424}
	in.Reason = strings.Repeat("Lãnh đạo yêu cầu mang tài liệu sang phòng họp; ", 20)
	return &report.UrgentReport{
		Made: r.Made, Unit: r.Unit, Machine: r.Machines[0], Level: report.LevelOf(in), Incident: report.Entry{Incident: in},
		Remains: true, Heightened: r.Heightened,
	}
}

func catalog(t testing.TB, language string) *texts.Catalog {
	t.Helper()
	c, err := texts.Load(language)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
