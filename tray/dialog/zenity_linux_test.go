package dialog

import (
	"context"
	"testing"
	"time"

	"giumat/guard/link"
	"giumat/guard/texts"
)

func vietnamese(t *testing.T) *Dialogs {
	t.Helper()
	vi, err := texts.Load("vi")
	if err != nil {
		t.Fatal(err)
	}
	d := New(vi)
	d.Failed = func(err error) { t.Logf("told: %v", err) }
	return d
}

// The keys of a user, on the real windows, and what they come to.
func TestZenityWarning(t *testing.T) {
	desk := newDesktop(t, "zenity")
	const title = "canh bao"
	const reason = "Giao nộp cho văn thư"
	goOn := link.Answer{GoOn: true, Reason: reason}
	var leave context.CancelFunc // the guard takes the pop-up back
	for name, c := range map[string]struct {
		timeout time.Duration
		user    func()
		want    link.Answer
	}{
		"Escape":    {user: func() { desk.next(title); desk.key("Escape") }},
		"Enter":     {user: func() { desk.next(title); desk.key("Return") }},
		"Space":     {user: func() { desk.next(title); desk.key("space") }},
		"closed":    {user: func() { desk.next(title); desk.key("alt+F4") }},
		"killed":    {user: func() { desk.kill(desk.next(title)) }},
		"timeout":   {timeout: time.Second, user: func() {}},
		"withdrawn": {user: func() { desk.next(title); leave() }},

		"go on, Escape":    {user: func() { desk.wantToGoOn(title); desk.write(reason); desk.key("Escape") }},
		"go on, closed":    {user: func() { desk.wantToGoOn(title); desk.write(reason); desk.key("alt+F4") }},
		"go on, killed":    {user: func() { pid := desk.wantToGoOn(title); desk.write(reason); desk.kill(pid) }},
		"go on, withdrawn": {user: func() { desk.wantToGoOn(title); desk.write(reason); leave() }},
		"go on, no reason": {user: func() {
			desk.wantToGoOn(title)
			desk.key("Return")
			desk.next(title)
			desk.key("Return")
			desk.next(title)
			desk.key("Escape")
		}},
		"reason": {want: goOn, user: func() { desk.wantToGoOn(title); desk.write(reason); desk.key("Return") }},
		"short, then reason": {want: goOn, user: func() {
			desk.wantToGoOn(title)
			desk.write("can")
			desk.key("Return")
			desk.next(title)
			desk.key("ctrl+a")
			desk.write(reason)
			desk.key("Return")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			desk.t = t
			var ctx context.Context
			ctx, leave = context.WithCancel(t.Context())
			defer leave()
			d := vietnamese(t)
			q := link.Question{Kind: link.Warn, Title: title, Body: `Tệp: C:\new <b>&amp;</b>_x.docx`, MayGoOn: true, Timeout: c.timeout}
			got := make(chan link.Answer, 1)
			go func() { got <- d.Ask(ctx, q) }()
			c.user()
			select {
			case answer := <-got:
				if answer != c.want {
					t.Errorf("answer %+v, want %+v", answer, c.want)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("no answer")
			}
		})
	}
}

// wantToGoOn gets past the first window and returns the process of the one that asks for the reason.
func (d *desktop) wantToGoOn(title string) string {
	d.t.Helper()
	d.next(title)
	d.key("Tab", "Return")
	return d.next(title)
}

// The other windows: read, list, entry, folder; and none is there without zenity.
func TestZenityWindows(t *testing.T) {
	desk := newDesktop(t, "zenity")
	d := vietnamese(t)
	ctx := t.Context()
	done := make(chan string)

	go func() {
		d.Ask(ctx, link.Question{Kind: link.Blocked, Title: "da chan", Body: "Đã giữ lại."})
		done <- ""
	}()
	desk.next("da chan")
	desk.key("Return")
	<-done

	go func() {
		d.List(ctx, "ket qua", "<b>&", [][]string{{"--title=x", `a\nb`}}, []string{"Tệp", "Dấu"})
		done <- ""
	}()
	desk.next("ket qua")
	desk.key("Escape")
	<-done

	go func() {
		typed, _ := d.Entry(ctx, "xin tra", `C:\new <b>`)
		done <- typed
	}()
	desk.next("xin tra")
	desk.write("Trả tệp")
	desk.key("Return")
	if got := <-done; got != "Trả tệp" {
		t.Errorf("typed %q", got)
	}

	go func() {
		path, ok := d.PickFolder(ctx, "chon")
		if ok {
			path = "chose " + path
		}
		done <- path
	}()
	desk.next("chon")
	desk.key("Escape")
	if got := <-done; got != "" {
		t.Errorf("chose %q by Escape", got)
	}
}

// Without a display there is no window, and the answer is stop.
func TestNoDisplay(t *testing.T) {
	if Available() != nil {
		t.Skip("zenity is not installed")
	}
	t.Setenv("DISPLAY", ":99999")
	t.Setenv("WAYLAND_DISPLAY", "")
	if got := vietnamese(t).Ask(t.Context(), link.Question{Kind: link.Warn, MayGoOn: true}); got != (link.Answer{}) {
		t.Errorf("answer %+v", got)
	}
}

// Without zenity the answer is stop, and someone is told.
func TestNoZenity(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	d := vietnamese(t)
	var told error
	d.Failed = func(err error) { told = err }
	if got := d.Ask(t.Context(), link.Question{Kind: link.Warn, MayGoOn: true}); got != (link.Answer{}) || told == nil {
		t.Errorf("answer %+v, told %v", got, told)
	}
}

func TestFold(t *testing.T) {
	text := "Không soạn thảo, lưu giữ tài liệu bí mật nhà nước trên máy tính kết nối Internet.\n\nHãy hỏi."
	want := "Không soạn thảo, lưu giữ tài liệu bí mật nhà nước trên máy tính kết nối\nInternet.\n\nHãy hỏi."
	if got := fold(text); got != want {
		t.Errorf("got %q", got)
	}
}
