package main

import (
	"image"
	"image/color"
	"image/draw"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"giumat/guard/link"
	"giumat/guard/link/linktest"
)

// pictureDir names the folder for the pictures of the manual; .ci/tray-pictures sets it.
const pictureDir = "GIUMAT_TRAY_PICTURES"

func incidents() []link.Incident {
	now := time.Now()
	today := time.Date(now.Year(), now.Month(), now.Day(), 8, 12, 0, 0, now.Location())
	return []link.Incident{
		{Time: today.Add(95 * time.Minute), Text: "TỐI MẬT · ổ đĩa rời · đã giữ lại · Bao…cao.docx"},
		{Time: today, Text: "MẬT · trên máy · đã cảnh báo · Cong…van.docx"},
		{Time: today.Add(-16 * time.Hour), Text: "MẬT · thư mục đồng bộ · đã giữ lại · Ke…hoach.pdf"},
	}
}

func held() []link.Held {
	return []link.Held{
		{ID: "k2", Name: "Báo cáo quý III.docx", Text: "TỐI MẬT · ổ đĩa rời", Time: incidents()[0].Time},
		{ID: "k1", Name: "Kế hoạch.pdf", Text: "MẬT · thư mục đồng bộ", Time: incidents()[2].Time},
	}
}

// shown is what the made-up guard says in the pictures.
func shown(state link.State, heightened string, problems ...string) link.Status {
	return link.Status{
		State: state, Heightened: heightened, Problems: problems, Today: 2, Held: 2, Last: incidents(),
		Contact: "Nguyễn Văn A, 024 3000 0000", Version: "0.3.0", Rules: "vn-marks 2026-11-22, vn-official 2026-11-22",
	}
}

// TestPictures makes the pictures of the manual, on a light and on a dark bar.
func TestPictures(t *testing.T) {
	dir := os.Getenv(pictureDir)
	if dir == "" {
		t.Skip("SKIPPED: pictures are made by .ci/tray-pictures")
	}
	var columns []image.Image
	for _, dark := range []bool{false, true} {
		t.Run("dark "+strconv.FormatBool(dark), func(t *testing.T) {
			p := &photographer{newDesktop(t, dark), dir, guardOfPictures()}
			columns = append(columns, p.states())
			if !dark {
				p.windows()
			}
		})
	}
	t.Run("scanning", func(t *testing.T) {
		p := &photographer{newDesktop(t, false), dir, guardOfPictures()}
		p.scanning()
	})
	if len(columns) == 2 {
		(&desktop{t: t}).save(filepath.Join(dir, "tray-states.png"), beside(columns))
	}
}

func guardOfPictures() *linktest.Guard {
	return &linktest.Guard{
		HeldFiles: held(),
		Progress: []link.Progress{{Files: 1234}, {Files: 5678, Done: true, Marked: 2, Uninspected: 1, Findings: []link.Finding{
			{Path: "/home/an/Tài liệu/Báo cáo quý III.docx", Text: "TỐI MẬT (chắc chắn), khung chữ trang 1"},
			{Path: "/home/an/Tải về/Công văn 12.pdf", Text: "MẬT (nghi ngờ), đầu trang"},
			{Path: "/home/an/Tải về/Quyết định.docx", Text: "CHƯA ĐỌC HẾT"},
		}}},
	}
}

// photographer takes pictures of a desktop.
type photographer struct {
	*desktop
	dir   string
	guard *linktest.Guard
}

// states gives the bar in every state, one under the other, and takes pictures of the menu in each.
func (p *photographer) states() image.Image {
	p.startPanel()
	p.startTray()
	p.seen("red", iconRed)
	p.menu("no-guard", iconRed)
	var bars []image.Image
	take := func(name string, status link.Status, icon color.NRGBA) {
		p.guard.SetStatus(status)
		p.seen("as it should be", icon)
		bars = append(bars, p.bar())
		p.menu(name, icon)
	}
	p.guard.Start(p.t)
	p.guard.SetStatus(shown(link.Unprotected, "", "Tự kiểm tra không đạt: bộ đọc PDF không chạy."))
	p.guard.Listen(p.t, p.addr())
	p.firstRow("Máy này KHÔNG được canh")
	take("unprotected", shown(link.Unprotected, "", "Tự kiểm tra không đạt: bộ đọc PDF không chạy."), iconRed)
	take("warning", shown(link.Warning, "", "Không đọc được thư mục Tải về; sẽ thử lại.", "Chrome chưa có tiện ích Giữ Mật."), iconAmber)
	take("heightened", shown(link.Protected, "Quốc khánh 2/9, từ 30/8 đến 03/9"), iconBlue)
	p.guard.SetStatus(shown(link.Protected, ""))
	p.eventually("the badge is gone", func() bool {
		_, there := p.find(iconBlue)
		return !there
	})
	take("protected", shown(link.Protected, ""), iconGreen)
	return under(bars)
}

// windows takes pictures of what opens beside and behind the menu of a guard that watches.
func (p *photographer) windows() {
	p.menu("last", iconGreen, "Những việc gần đây", "TỐI MẬT")
	p.menu("held", iconGreen, "Vùng cách ly", "Báo cáo quý III")
	p.take(iconGreen, p.opens("Xin trả lại tệp"), "Vùng cách ly", "Báo cáo quý III")
	p.photographWindow("release", "Xin trả lại tệp")
	p.take(iconGreen, p.opens("Kết quả quét"), "Quét máy này ngay")
	p.photographWindow("result", "Kết quả quét")
	p.take(iconGreen, p.opens("^Giữ Mật$"), "Giới thiệu")
	p.photographWindow("about", "^Giữ Mật$")
}

// scanning takes a picture of the menu while a scan goes on.
func (p *photographer) scanning() {
	p.guard.Hang = true
	p.guard.Progress = []link.Progress{{Files: 1234}}
	p.guard.Start(p.t)
	p.guard.SetStatus(shown(link.Protected, ""))
	p.guard.Listen(p.t, p.addr())
	p.startPanel()
	p.startTray()
	p.seen("green", iconGreen)
	p.firstRow("Máy này đang được canh")
	p.take(iconGreen, func() bool { return len(p.guard.Scans()) == 1 }, "Quét máy này ngay")
	p.eventually("the menu is closed", func() bool { return !p.menuIsOpen() })
	p.menu("scanning", iconGreen, "Dừng quét")
}

// menu takes a picture of the open menu with the pointer of the keyboard on the last label.
func (p *photographer) menu(name string, icon color.NRGBA, labels ...string) {
	p.t.Helper()
	p.pick(icon, labels...)
	time.Sleep(300 * time.Millisecond) // until all is painted
	p.photograph("menu-"+name, screenArea)
	p.xdotool("key Escape", "key Escape", "key Escape", "mousemove 5 5")
	p.eventually("the menu is closed", func() bool { return !p.menuIsOpen() })
}

func (p *photographer) photographWindow(name, title string) {
	p.t.Helper()
	window := p.window(title)
	p.xdotool("mousemove 5 5")
	time.Sleep(700 * time.Millisecond)
	p.photograph(name, image.Rect(0, 0, screenArea.Max.X, screenArea.Max.Y-panelHeight-1))
	p.xdotool("windowfocus --sync "+window, "key Escape")
	p.eventually("the window is closed", func() bool {
		return p.command("xdotool", "search", "--onlyvisible", "--name", title).Run() != nil
	})
}

// photograph saves what is on a part of the screen, without the background around it.
func (p *photographer) photograph(name string, part image.Rectangle) {
	p.t.Helper()
	if p.dark {
		name += "-dark"
	}
	img, box := p.screenshot(), image.Rectangle{}
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if img.NRGBAAt(x, y) != background {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	p.save(filepath.Join(p.dir, "tray-"+name+".png"), img.SubImage(box.Inset(-6).Intersect(part)))
}

// bar is the panel's corner with the icon.
func (p *photographer) bar() image.Image {
	p.t.Helper()
	time.Sleep(300 * time.Millisecond)
	img := p.screenshot()
	corner := img.Rect
	corner.Min = corner.Max.Sub(image.Pt(60, panelHeight))
	return img.SubImage(corner)
}

func under(parts []image.Image) image.Image {
	return joined(parts, func(at, size image.Point) image.Point { return image.Pt(at.X, at.Y+size.Y) })
}

func beside(parts []image.Image) image.Image {
	return joined(parts, func(at, size image.Point) image.Point { return image.Pt(at.X+size.X, at.Y) })
}

// joined puts pictures together; next says where one begins after another.
func joined(parts []image.Image, next func(at, size image.Point) image.Point) image.Image {
	var places []image.Rectangle
	var all image.Rectangle
	at := image.Point{}
	for _, part := range parts {
		places = append(places, image.Rectangle{at, at.Add(part.Bounds().Size())})
		all = all.Union(places[len(places)-1])
		at = next(at, part.Bounds().Size())
	}
	out := image.NewNRGBA(all)
	for i, part := range parts {
		draw.Draw(out, places[i], part, part.Bounds().Min, draw.Src)
	}
	return out
}
