package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/link"
	"giumat/guard/link/linktest"
)

// The whole program on a real desktop, driven by mouse and keyboard: each click reaches the guard.
func TestClicksReachTheGuard(t *testing.T) {
	d := newDesktop(t, false)
	guard := &linktest.Guard{
		Progress:    []link.Progress{{Files: 10}, {Files: 12, Done: true}},
		HeldFiles:   []link.Held{{ID: "k1", Name: "bao_cao.docx", Text: "MẬT · ổ đĩa rời", Time: time.Now()}},
		ReleaseErr:  link.Sentence("Lý do chưa rõ."),
		ReleasePath: "/home/an/bao_cao.docx",
	}
	guard.Start(t)
	guard.SetStatus(status)
	guard.Listen(t, d.addr())
	d.startPanel()
	d.startTray()
	d.seen("green", iconGreen)
	d.firstRow("Máy này đang được canh")

	t.Run("scan this PC", func(t *testing.T) {
		d.take(iconGreen, func() bool { return len(guard.Scans()) == 1 }, "Quét máy này ngay")
		if got := guard.Scans()[0]; len(got) != 0 {
			t.Errorf("the scan is of %q, not of the whole PC", got)
		}
		d.window("Kết quả quét")
		d.xdotool("key Escape")
	})
	t.Run("give a file back", func(t *testing.T) {
		d.eventually("the menu lists the file", func() bool {
			_, row := d.steps(d.rows(), "Vùng cách ly: 1 tệp")
			return len(row.sub) == 1 && strings.HasSuffix(row.sub[0].label, "bao_cao.docx")
		})
		d.take(iconGreen, d.opens("Xin trả lại tệp"), "Vùng cách ly", "bao_cao.docx")
		d.xdotool("windowfocus --sync "+d.window("Xin trả lại tệp"), "type --delay 20 giay-moi", "key Return")
		d.eventually("the guard has the request", func() bool { return len(guard.Releases()) == 1 })
		if got := guard.Releases()[0]; got.ID != "k1" || got.Reason != "giay-moi" {
			t.Errorf("the guard was asked for %+v", got)
		}
	})
	t.Run("by mouse alone", func(t *testing.T) {
		d.openMenu(iconGreen)
		// The last row, Giới thiệu, ends where the panel begins.
		d.xdotool("mousemove_relative -- -60 -34", "click 1")
		d.window("^Giữ Mật$")
	})
}

func TestPanelRestarts(t *testing.T) {
	d := newDesktop(t, true)
	guard := &linktest.Guard{HeldFiles: []link.Held{{ID: "k1", Name: "a.docx", Text: "MẬT"}}}
	guard.Start(t)
	guard.SetStatus(status)
	guard.Listen(t, d.addr())
	said := d.startTray()
	d.eventually("it is said that there is no tray", func() bool { return said.String() != "" })
	d.startPanel()
	d.seen("green", iconGreen)
	for range 2 {
		d.killPanel()
		d.eventually("the icon is gone", func() bool {
			_, there := d.find(iconGreen)
			return !there
		})
		d.startPanel()
		d.seen("green", iconGreen)
	}
	d.take(iconGreen, d.opens("Xin trả lại tệp"), "Vùng cách ly", "a.docx") // what opens beside is not blank
	d.xdotool("windowfocus --sync "+d.window("Xin trả lại tệp"), "key Escape")
	d.take(iconGreen, func() bool { return len(guard.Scans()) == 1 }, "Quét máy này ngay")
	want := "Màn hình này không có khay hệ thống nên chưa hiện được biểu tượng Giữ Mật. " +
		"Cửa sổ cảnh báo vẫn hiện như thường. Khi có khay, biểu tượng sẽ tự hiện.\n"
	if diff := cmp.Diff(want, said.String()); diff != "" {
		t.Errorf("on the terminal (-want +got):\n%s", diff)
	}
}

func TestGuardRestartsUnderTheIcon(t *testing.T) {
	d := newDesktop(t, false)
	d.startPanel()
	d.startTray("--lang", "en")
	d.seen("red", iconRed)
	d.firstRow("This PC is NOT guarded because Giữ Mật is not running")
	for range 2 {
		t.Run("with a guard", func(t *testing.T) {
			guard := &linktest.Guard{}
			guard.Start(t)
			guard.SetStatus(link.Status{State: link.Warning, Heightened: "2/9", Problems: []string{"one thing"}, Version: "0.3"})
			guard.Listen(t, d.addr())
			d.seen("amber", iconAmber)
			d.seen("badged", iconBlue)
			d.firstRow("This PC is guarded, but something needs a look")
		})
		d.seen("red", iconRed)
		d.firstRow("This PC is NOT guarded because Giữ Mật is not running")
	}
}

// Without a bus the program keeps running: its pop-ups need none. When a bus comes, so does the icon.
func TestNoSessionBus(t *testing.T) {
	d := newDesktop(t, false)
	guard := &linktest.Guard{}
	guard.Start(t)
	guard.SetStatus(status)
	guard.Listen(t, d.addr())
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS=unix:path="+d.home+"/bus")
	said := d.startTray("--lang", "en")
	d.eventually("it is said that there is no tray", func() bool { return strings.HasPrefix(said.String(), "This desktop has no tray") })
	me, err := link.OwnUser()
	if err != nil {
		t.Fatal(err)
	}
	if err := guard.Server().Tell(t.Context(), me, link.Question{ID: "1", Kind: link.Blocked, Title: "Đã chặn", Body: "Một tệp."}); err != nil {
		t.Fatal(err)
	}
	d.window("Đã chặn")
	d.start("dbus-daemon", "--session", "--nofork", "--nopidfile", "--address=unix:path="+d.home+"/bus")
	d.startPanel()
	d.seen("green", iconGreen)
	if n := strings.Count(said.String(), "\n"); n != 1 {
		t.Errorf("%d lines on the terminal:\n%s", n, said.String())
	}
}
