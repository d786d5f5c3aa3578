package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/link"
	"giumat/guard/link/linktest"
	"giumat/guard/texts"
	"giumat/tray/icon"
	"giumat/tray/menu"
)

// fakeDialogs is a user who reads everything and answers as he was told.
type fakeDialogs struct {
	folder string // what he picks
	reason string // what he types

	mu   sync.Mutex
	read []string
}

func (f *fakeDialogs) say(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.read = append(f.read, fmt.Sprintf(format, args...))
}

func (f *fakeDialogs) Ask(_ context.Context, q link.Question) link.Answer {
	f.say("asked: %s", q.Title)
	return link.Answer{GoOn: f.reason != "", Reason: f.reason}
}

func (f *fakeDialogs) PickFolder(context.Context, string) (string, bool) {
	return f.folder, f.folder != ""
}

func (f *fakeDialogs) List(_ context.Context, _, text string, rows [][]string, columns []string) {
	f.say("list: %s %v %v", text, columns, rows)
}

func (f *fakeDialogs) Message(_ context.Context, _, text string) { f.say("message: %s", text) }

func (f *fakeDialogs) Entry(_ context.Context, _, text string) (string, bool) {
	f.say("entry: %s", text)
	return f.reason, f.reason != ""
}

// fakeBar keeps what the tray would show.
type fakeBar struct {
	mu    sync.Mutex
	views []menu.View
}

func (f *fakeBar) Show(v menu.View) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.views = append(f.views, v)
}

func (f *fakeBar) last() menu.View {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.views) == 0 {
		return menu.View{}
	}
	return f.views[len(f.views)-1]
}

// desk is a tray with a guard, without a desktop.
type desk struct {
	*program
	ctx     context.Context
	guard   *linktest.Guard
	dialogs *fakeDialogs
	bar     *fakeBar
	opened  []string
}

var status = link.Status{State: link.Protected, Held: 1, Version: "0.3", Rules: "vn 2026-11", Contact: "Nguyễn Văn A"}

// withDesk runs a test with a tray that has reached its guard, in a bubble of made-up time.
func withDesk(t *testing.T, guard *linktest.Guard, dialogs *fakeDialogs, test func(t *testing.T, d *desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		words, err := texts.Load("vi")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		guard.Start(t)
		guard.SetStatus(status)
		d := &desk{ctx: ctx, guard: guard, dialogs: dialogs, bar: &fakeBar{}}
		d.program = newProgram(words, dialogs, d.bar)
		d.open = func(_ context.Context, path string) error {
			d.opened = append(d.opened, path)
			return nil
		}
		d.jobs.Go(func() { d.keepHeld(ctx) })
		d.jobs.Go(func() { _ = link.Keep(ctx, guard.Dial, link.RoleTray, d.events()) })
		synctest.Wait()
		test(t, d)
		cancel()
		d.jobs.Wait()
	})
}

// click does what a click does and waits until nothing moves any more.
func (d *desk) click(deed menu.Deed) {
	d.clicked(d.ctx, deed)
	synctest.Wait()
}

func (d *desk) expectRead(t *testing.T, want ...string) {
	t.Helper()
	d.dialogs.mu.Lock()
	defer d.dialogs.mu.Unlock()
	if diff := cmp.Diff(want, d.dialogs.read); diff != "" {
		t.Errorf("the user read other things (-want +got):\n%s", diff)
	}
}

func TestScanOfAFolder(t *testing.T) {
	guard := &linktest.Guard{Progress: []link.Progress{
		{Files: 1000},
		{Files: 1234, Done: true, Marked: 2, Uninspected: 1, Findings: []link.Finding{{Path: "/home/an/a.docx", Text: "TỐI MẬT"}}},
	}}
	withDesk(t, guard, &fakeDialogs{folder: "/home/an/Tài liệu"}, func(t *testing.T, d *desk) {
		d.click(menu.Deed{What: menu.ScanFolder})
		if diff := cmp.Diff([][]string{{"/home/an/Tài liệu"}}, d.guard.Scans()); diff != "" {
			t.Error(diff)
		}
		d.expectRead(t, "list: Đã xem 1.234 tệp: 2 tệp có dấu hiệu là tài liệu bí mật nhà nước. Hãy giữ nguyên các tệp này, "+
			"không sao chép, không gửi; báo người phụ trách.\n\n1 tệp không đọc được hết nên chưa biết có dấu hay không; hãy tự kiểm tra."+
			"\n\nDưới đây chỉ liệt kê 1 tệp đầu. [Dấu hiệu Tệp] [[TỐI MẬT /home/an/a.docx]]")
	})
}

func TestScanThatIsStopped(t *testing.T) {
	guard := &linktest.Guard{Progress: []link.Progress{{Files: 70}}, Hang: true}
	withDesk(t, guard, &fakeDialogs{}, func(t *testing.T, d *desk) {
		d.click(menu.Deed{What: menu.ScanPC})
		if got := d.bar.last().Tooltip; !strings.Contains(got, "đã xem 70 tệp") {
			t.Errorf("during the scan the tooltip is %q", got)
		}
		d.click(menu.Deed{What: menu.ScanFolder}) // no folder is picked, and no second scan begins
		d.click(menu.Deed{What: menu.ScanPC})
		if got := d.guard.Scans(); len(got) != 1 || len(got[0]) != 0 {
			t.Errorf("scans %v", got)
		}
		d.click(menu.Deed{What: menu.ScanStop})
		d.expectRead(t, "message: Đã dừng theo yêu cầu sau khi xem 70 tệp. Những tệp còn lại chưa được xem.")
		if got := d.bar.last().Tooltip; strings.Contains(got, "Đang quét") {
			t.Errorf("after the scan the tooltip is %q", got)
		}
	})
}

func TestScanWhoseGuardIsStopped(t *testing.T) {
	guard := &linktest.Guard{Progress: []link.Progress{{Files: 70}}, Hang: true}
	withDesk(t, guard, &fakeDialogs{}, func(t *testing.T, d *desk) {
		d.click(menu.Deed{What: menu.ScanPC})
		d.guard.Drop()
		synctest.Wait()
		d.expectRead(t, "message: Chưa quét xong: mới xem 70 tệp. Giữ Mật không trả lời; hãy thử lại sau.")
	})
}

func TestResultNeverSaysCleanOfWhatWasNotSeen(t *testing.T) {
	words, err := texts.Load("vi")
	if err != nil {
		t.Fatal(err)
	}
	clean := "không thấy tệp nào"
	for _, c := range []struct {
		name   string
		result scanResult
		clean  bool
	}{
		{"all seen", scanResult{Progress: link.Progress{Files: 5}}, true},
		{"stopped", scanResult{Progress: link.Progress{Files: 5}, stopped: true}, false},
		{"broken", scanResult{Progress: link.Progress{Files: 5, Error: "Hỏng."}}, false},
		{"marked", scanResult{Progress: link.Progress{Files: 5, Marked: 1}}, false},
		{"broken and marked", scanResult{Progress: link.Progress{Files: 5, Marked: 1, Error: "Hỏng."}}, false},
	} {
		if got := c.result.text(words); strings.Contains(got, clean) != c.clean {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestRelease(t *testing.T) {
	for _, c := range []struct {
		name  string
		guard *linktest.Guard
		typed string
		asked []linktest.Release
		read  []string
	}{
		{
			"given back", &linktest.Guard{ReleasePath: "/home/an/a.docx"}, "Giấy mời, không mật",
			[]linktest.Release{{User: linktest.Owner(), Wish: link.Wish{ID: "k1", Reason: "Giấy mời, không mật"}}},
			[]string{"message: Tệp “a.docx” đã được trả về /home/an/a.docx."},
		},
		{
			"refused by the guard", &linktest.Guard{ReleaseErr: link.Sentence("Lý do quá ngắn.")}, "x",
			[]linktest.Release{{User: linktest.Owner(), Wish: link.Wish{ID: "k1", Reason: "x"}}},
			[]string{"message: Tệp “a.docx” chưa được trả lại. Lý do quá ngắn."},
		},
		{
			"not told why", &linktest.Guard{ReleaseErr: errors.New("disk")}, "x",
			[]linktest.Release{{User: linktest.Owner(), Wish: link.Wish{ID: "k1", Reason: "x"}}},
			[]string{"message: Tệp “a.docx” chưa được trả lại. Giữ Mật không trả lời; hãy thử lại sau."},
		},
		{
			"given back with the officer's code", &linktest.Guard{ReleasePath: "/home/an/a.docx", ReleaseCode: "84G7"}, "84G7",
			[]linktest.Release{
				{User: linktest.Owner(), Wish: link.Wish{ID: "k1", Reason: "84G7"}},
				{User: linktest.Owner(), Wish: link.Wish{ID: "k1", Reason: "84G7", Code: "84G7"}},
			},
			[]string{"entry: Nhập mã.", "message: Tệp “a.docx” đã được trả về /home/an/a.docx."},
		},
		{"the user turned away", &linktest.Guard{}, "", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			withDesk(t, c.guard, &fakeDialogs{reason: c.typed}, func(t *testing.T, d *desk) {
				d.click(menu.Deed{What: menu.Release, ID: "k1", Text: "a.docx"})
				if diff := cmp.Diff(c.asked, d.guard.Releases(), cmp.Transformer("empty", func(r []linktest.Release) []linktest.Release { return append([]linktest.Release{}, r...) })); diff != "" {
					t.Error(diff)
				}
				entry := "entry: Vì sao cần trả lại tệp “a.docx”? Lý do được ghi vào sổ. Nếu đây là tài liệu bí mật nhà nước thì không được đưa lại lên máy nối Internet."
				d.expectRead(t, append([]string{entry}, c.read...)...)
			})
		})
	}
}

func TestHeldFilesComeIntoTheMenu(t *testing.T) {
	guard := &linktest.Guard{HeldFiles: []link.Held{{ID: "k1", Name: "a.docx", Text: "MẬT"}}}
	withDesk(t, guard, &fakeDialogs{}, func(t *testing.T, d *desk) {
		want := menu.Deed{What: menu.Release, ID: "k1", Text: "a.docx"}
		if !offers(d.bar.last().Rows, want) {
			t.Error("the menu does not offer to give the file back")
		}
		d.click(menu.Deed{What: menu.HeldList})
		if got := d.dialogs.read; len(got) != 1 || !strings.Contains(got[0], "MẬT a.docx]]") {
			t.Errorf("the list reads %q", got)
		}
	})
}

func offers(rows []menu.Row, d menu.Deed) bool {
	for _, r := range rows {
		if !r.Hidden && (r.Do == d || offers(r.Sub, d)) {
			return true
		}
	}
	return false
}

func TestManual(t *testing.T) {
	withDesk(t, &linktest.Guard{ManualPath: "/usr/share/doc/giumat/huong-dan.html"}, &fakeDialogs{}, func(t *testing.T, d *desk) {
		d.click(menu.Deed{What: menu.Manual})
		if diff := cmp.Diff([]string{"/usr/share/doc/giumat/huong-dan.html"}, d.opened); diff != "" {
			t.Error(diff)
		}
		d.open = func(context.Context, string) error { return errors.New("no program") }
		d.click(menu.Deed{What: menu.Manual})
		d.expectRead(t, "message: Không mở được sách hướng dẫn. Sách nằm ở /usr/share/doc/giumat/huong-dan.html.")
	})
	withDesk(t, &linktest.Guard{ManualErr: link.ErrFailed}, &fakeDialogs{}, func(t *testing.T, d *desk) {
		d.click(menu.Deed{What: menu.Manual})
		d.expectRead(t, "message: Không mở được sách hướng dẫn. Giữ Mật không trả lời; hãy thử lại sau.")
	})
}

func TestOnlyAbsolutePathsAreOpened(t *testing.T) {
	for _, path := range []string{"", "--help", "huong-dan.html", "https://example.org/"} {
		if err := openFile(t.Context(), path); err == nil || !strings.Contains(err.Error(), "absolute") {
			t.Errorf("openFile(%q) = %v", path, err)
		}
	}
}

func TestGuardGoesAndComesBack(t *testing.T) {
	withDesk(t, &linktest.Guard{}, &fakeDialogs{}, func(t *testing.T, d *desk) {
		expect := func(state link.State, first string) {
			t.Helper()
			v := d.bar.last()
			if v.Icon != (icon.Icon{State: state}) || v.Rows[0].Text != first {
				t.Errorf("the tray shows %v, %q", v.Icon, v.Rows[0].Text)
			}
		}
		expect(link.Protected, "Máy này đang được canh")
		d.guard.Stop()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		expect(link.Unprotected, "Máy này KHÔNG được canh vì Giữ Mật không chạy")
		d.click(menu.Deed{What: menu.Manual})
		d.expectRead(t, "message: Không mở được sách hướng dẫn. Giữ Mật không trả lời; hãy thử lại sau.")
		d.guard.Restart()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		expect(link.Protected, "Máy này đang được canh")
	})
}

func TestGuardOfAnotherVersion(t *testing.T) {
	withDesk(t, &linktest.Guard{Version: link.Version + 1}, &fakeDialogs{}, func(t *testing.T, d *desk) {
		if got := d.bar.last().Rows[0].Text; !strings.Contains(got, "khác phiên bản") {
			t.Errorf("the first row is %q", got)
		}
	})
}

func TestQuestionsReachTheUser(t *testing.T) {
	withDesk(t, &linktest.Guard{}, &fakeDialogs{reason: "Đã được duyệt"}, func(t *testing.T, d *desk) {
		got, err := d.guard.Ask(t.Context(), link.Question{ID: "1", Kind: link.Warn, Title: "Có dấu hiệu", MayGoOn: true, MinReason: 3})
		if err != nil || got != (link.Answer{GoOn: true, Reason: "Đã được duyệt"}) {
			t.Errorf("answer %v, %v", got, err)
		}
		d.expectRead(t, "asked: Có dấu hiệu")
	})
}

// A window that is open is not opened again by a second click on the same row.
func TestOneWindowForOneRow(t *testing.T) {
	withDesk(t, &linktest.Guard{Hang: true}, &fakeDialogs{}, func(t *testing.T, d *desk) {
		d.click(menu.Deed{What: menu.Manual})
		d.click(menu.Deed{What: menu.Manual})
		d.click(menu.Deed{What: menu.About})
		d.click(menu.Deed{What: menu.About})
		if n := len(d.doing); n != 1 {
			t.Errorf("%d deeds are being done", n)
		}
		if n := len(d.dialogs.read); n != 2 {
			t.Errorf("%d windows were read", n)
		}
	})
}
