package paper

import (
	"testing"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/report"
)

// The officer must find the drive in a drawer, and the file on the PC.
func TestWhereAndWhat(t *testing.T) {
	w := newWords(catalog(t, "vi"))
	for _, c := range []struct {
		in          incident.Incident
		where, file string
	}{
		{incident.Incident{Channel: event.AtRest, Name: "Báo cáo ….docx"}, "Trên máy", "“Báo cáo ….docx”"},
		{incident.Incident{Channel: event.Removable, Device: "sdb1", Name: "a.pdf"}, "Ổ đĩa rời: sdb1", "“a.pdf”"},
		{
			incident.Incident{
				Channel: event.Removable, Device: "sdb1", Program: "cp", Name: "a.docx", Original: "Bao cao ….docx",
				Drive: incident.DriveInfo{Label: "KINGSTON", Volume: "1A2B-3C4D", Serial: "001CC0EC34F1", Size: 31_914_983_424},
			},
			"Ổ đĩa rời: KINGSTON 32 GB, số sê-ri 001CC0EC34F1; chương trình cp", "“a.docx”; bản gốc: “Bao cao ….docx”",
		},
		{
			incident.Incident{Channel: event.Removable, Device: "E:", Drive: incident.DriveInfo{Volume: "1A2B-3C4D", Size: 1_474_560}},
			"Ổ đĩa rời: E: 1 MB, mã ổ đĩa 1A2B-3C4D", "",
		},
		{incident.Incident{Channel: event.Removable, Drive: incident.DriveInfo{Size: 2e15}}, "Ổ đĩa rời: 2.000.000 GB", ""},
		{incident.Incident{Channel: event.Chat, Program: "Zalo.exe"}, "Trò chuyện trực tuyến; chương trình Zalo.exe", ""},
		{incident.Incident{Channel: "a_later_one"}, "a_later_one", ""},
	} {
		if got := w.incident(c.in); got.where != c.where || got.file != c.file {
			t.Errorf("%q, %q; want %q, %q", got.where, got.file, c.where, c.file)
		}
	}
	if got := w.incident(incident.Incident{Time: at(1, 8, 0), Count: 3}).when; got != "01/10/2026 08:00 (3 lần)" {
		t.Errorf("time %q", got)
	}
}

// What the page says of the file is true for each way that it can have ended.
func TestUrgentSaysWhereTheFileIs(t *testing.T) {
	c := catalog(t, "vi")
	for outcome, want := range map[act.Result]string{
		act.Quarantined: "paper_urgent_held", act.Blocked: "paper_urgent_blocked", act.Failed: "paper_urgent_remains",
	} {
		in := incident.Incident{Outcome: outcome}
		d := urgent(report.Urgent(in, report.Unit{}, report.Machine{}, nil, at(1, 8, 0)), c)
		if said := d.Sections[0].Blocks[1]; said.Text+said.Alert != c.Say(want) {
			t.Errorf("%s: %q", outcome, said.Text+said.Alert)
		}
	}
}
