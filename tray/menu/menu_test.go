package menu

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/link"
	"giumat/guard/texts"
	"giumat/tray/icon"
)

var hanoi = time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)

func at(day, hour int) time.Time { return time.Date(2026, 9, day, hour, 5, 0, 0, hanoi) }

func load(t *testing.T, language string) *texts.Catalog {
	t.Helper()
	c, err := texts.Load(language)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// drawn is the menu as the user sees it: grey rows in brackets, rows that open beside with an indent.
func drawn(rows []Row, indent string) string {
	var out strings.Builder
	for _, r := range rows {
		switch {
		case r.Hidden:
		case r.Line:
			out.WriteString(indent + "---\n")
		case r.Do.What == "" && r.Sub == nil:
			out.WriteString(indent + "(" + r.Text + ")\n")
		default:
			out.WriteString(indent + r.Text + "\n")
			out.WriteString(drawn(r.Sub, indent+"    "))
		}
	}
	return out.String()
}

func guarded() State {
	return State{
		Connected: true,
		Now:       at(2, 10),
		Status: link.Status{
			State: link.Protected, Today: 1, Contact: "Nguyễn Văn A, 0123 456 789", Version: "0.3", Rules: "vn 2026-11",
			Last: []link.Incident{
				{Time: at(2, 8), Text: "TỐI MẬT · ổ đĩa rời · đã giữ lại · Bao…cao.docx"},
				{Time: at(1, 16).UTC(), Text: "MẬT · trên máy · đã cảnh báo · Cong…an.pdf"},
			},
		},
	}
}

func TestMenu(t *testing.T) {
	cases := []struct {
		name, language string
		change         func(*State)
		want           string
		icon           icon.Icon
		tooltip        string
	}{
		{
			name: "guarded", language: "vi", change: func(*State) {},
			want: `Máy này đang được canh
---
Hôm nay: 1 việc được ghi
Những việc gần đây
    08:05 · TỐI MẬT · ổ đĩa rời · đã giữ lại · Bao…cao.docx
    01/09 16:05 · MẬT · trên máy · đã cảnh báo · Cong…an.pdf
Vùng cách ly: 0 tệp
    (Không giữ tệp nào của bạn)
---
Quét một thư mục…
Quét máy này ngay
---
Người phụ trách: Nguyễn Văn A, 0123 456 789
Mở sách hướng dẫn
Giới thiệu…
`,
			icon:    icon.Icon{State: link.Protected},
			tooltip: "Giữ Mật · Máy này đang được canh",
		},
		{
			name: "everything at once", language: "vi",
			change: func(s *State) {
				s.Status.State, s.Status.Heightened = link.Warning, "Quốc khánh 2/9"
				s.Status.Problems = []string{"một", "hai", "ba", "bốn", "năm"}
				s.Status.Last = nil
				s.Status.Held, s.Held = 1, []link.Held{{ID: "k1", Name: "Báo cáo_1.docx", Time: at(2, 9), Text: "MẬT · ổ đĩa rời"}}
				s.Scanning, s.Scanned = true, 1234567
			},
			want: `Máy này đang được canh, nhưng có điều cần xem
Thời kỳ tăng cường: Quốc khánh 2/9
• một
• hai
• ba
• và 2 điều khác…
---
Hôm nay: 1 việc được ghi
Những việc gần đây
    (Chưa có việc nào)
Vùng cách ly: 1 tệp
    09:05 · MẬT · ổ đĩa rời · Báo cáo_1.docx
---
Đang quét: đã xem 1.234.567 tệp
Dừng quét
---
Người phụ trách: Nguyễn Văn A, 0123 456 789
Mở sách hướng dẫn
Giới thiệu…
`,
			icon:    icon.Icon{State: link.Warning, Heightened: true},
			tooltip: "Giữ Mật · Máy này đang được canh, nhưng có điều cần xem · Thời kỳ tăng cường: Quốc khánh 2/9 · Đang quét: đã xem 1.234.567 tệp",
		},
		{
			name: "self-test failed", language: "en",
			change: func(s *State) {
				s.Status.State, s.Status.Last, s.Status.Contact = link.Unprotected, nil, ""
				s.Status.Problems = []string{"The self-test failed."}
			},
			want: `This PC is NOT guarded
• The self-test failed.
---
Today: 1 incidents recorded
Last incidents
    (None so far)
Quarantine: 0 files
    (No file of yours is held)
---
Scan a folder…
Scan this PC now
---
Open the manual
About…
`,
			icon:    icon.Icon{State: link.Unprotected},
			tooltip: "Giữ Mật · This PC is NOT guarded",
		},
		{
			name: "the guard has gone", language: "vi",
			change: func(s *State) {
				s.Connected, s.Status.Problems, s.Status.Last = false, []string{"cũ"}, nil
				s.Status.Held, s.Held = 1, []link.Held{{ID: "k1", Name: "a.docx", Time: at(2, 9), Text: "MẬT"}}
			},
			want: `Máy này KHÔNG được canh vì Giữ Mật không chạy
---
Hôm nay: 1 việc được ghi
Những việc gần đây
    (Chưa có việc nào)
Vùng cách ly: 1 tệp
    (09:05 · MẬT · a.docx)
---
(Quét một thư mục…)
(Quét máy này ngay)
---
Người phụ trách: Nguyễn Văn A, 0123 456 789
(Mở sách hướng dẫn)
Giới thiệu…
`,
			icon:    icon.Icon{State: link.Unprotected},
			tooltip: "Giữ Mật · Máy này KHÔNG được canh vì Giữ Mật không chạy",
		},
		{
			name: "no guard was ever there", language: "vi",
			change: func(s *State) { *s = State{Now: s.Now, OtherKind: true} },
			want: `Máy này có thể KHÔNG được canh vì Giữ Mật khác phiên bản; hãy khởi động lại máy
---
---
(Quét một thư mục…)
(Quét máy này ngay)
---
(Mở sách hướng dẫn)
Giới thiệu…
`,
			icon:    icon.Icon{State: link.Unprotected},
			tooltip: "Giữ Mật · Máy này có thể KHÔNG được canh vì Giữ Mật khác phiên bản; hãy khởi động lại máy",
		},
	}
	shape := shapeOf(New(load(t, "vi"), guarded()).Rows)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := guarded()
			c.change(&s)
			got := New(load(t, c.language), s)
			if diff := cmp.Diff(c.want, drawn(got.Rows, "")); diff != "" {
				t.Error(diff)
			}
			if got.Icon != c.icon || got.Tooltip != shorten(c.tooltip, maxTooltip) {
				t.Errorf("icon %v, tooltip %q", got.Icon, got.Tooltip)
			}
			if diff := cmp.Diff(shape, shapeOf(got.Rows)); diff != "" {
				t.Errorf("the rows are not always as many and in the same order:\n%s", diff)
			}
		})
	}
}

// shapeOf is what must never change: how many rows there are and which of them are lines.
func shapeOf(rows []Row) []any {
	var out []any
	for _, r := range rows {
		out = append(out, r.Line, shapeOf(r.Sub))
	}
	return out
}

func TestMoreHeldThanRows(t *testing.T) {
	s := guarded()
	for range maxHeld + 2 {
		s.Held = append(s.Held, link.Held{ID: "k", Name: "a.docx", Time: at(2, 9), Text: "MẬT"})
	}
	s.Status.Held = len(s.Held)
	got := drawn(New(load(t, "vi"), s).Rows, "")
	if !strings.Contains(got, "    Xem tất cả…\n") || strings.Count(got, "a.docx") != maxHeld {
		t.Errorf("got\n%s", got)
	}
}

// Names of files come from anywhere.
func TestNamesOfFilesPlayNoTricks(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"bao\u202Efdp.cao", "bao\uFFFDfdp.cao"},
		{"a\nb\tc", "a b c"},
		{"zero\u200Bwidth", "zero\uFFFDwidth"},
		{"Báo cáo & phụ lục_1", "Báo cáo & phụ lục_1"},
		{"bad \xff byte", "bad \uFFFD byte"},
		{strings.Repeat("ậ", 400), strings.Repeat("ậ", 36) + "…" + strings.Repeat("ậ", 35)},
	} {
		if got := line(c.name); got != c.want {
			t.Errorf("line(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzLine(f *testing.F) {
	f.Add("Báo cáo\u202E.docx")
	f.Fuzz(func(t *testing.T, name string) {
		got := line(name)
		if utf8.RuneCountInString(got) > maxText || strings.ContainsAny(got, "\n\r\t\x00\u202E\u2066") || !utf8.ValidString(got) {
			t.Errorf("line(%q) = %q", name, got)
		}
	})
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1.000", 12345678: "12.345.678"} {
		if got := Count(load(t, "vi"), n); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
}

func TestWindows(t *testing.T) {
	s := guarded()
	s.Status.State, s.Status.Heightened, s.Status.Problems = link.Warning, "Tết", []string{"một", "hai"}
	want := "Máy này đang được canh, nhưng có điều cần xem\n\nThời kỳ tăng cường: Tết\n\n" +
		"Trong thời kỳ này, việc bình thường chỉ bị cảnh báo thì sẽ bị chặn.\n\n• một\n• hai\n\n" +
		"Người phụ trách: Nguyễn Văn A, 0123 456 789"
	if diff := cmp.Diff(want, DetailsText(load(t, "vi"), s)); diff != "" {
		t.Error(diff)
	}
	s.Connected = false
	if got := DetailsText(load(t, "vi"), s); strings.Contains(got, "một") || !strings.Contains(got, "Chưa chép tài liệu") {
		t.Errorf("without a guard the details are\n%s", got)
	}
	if got := AboutText(load(t, "vi"), s); !strings.HasSuffix(got, "Phiên bản: 0.3\nBộ quy tắc: vn 2026-11") {
		t.Errorf("about:\n%s", got)
	}
}
