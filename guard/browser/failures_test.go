package browser_test

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// The guard is not there, or not as it should be: documents stay, with words; everything else passes.
func TestE2EWithoutTheGuard(t *testing.T) {
	t.Parallel()
	b := startChromium(t, "")
	clean := file{"Kế hoạch.pdf", document("", 3_000)}
	picture := file{"ảnh.jpg", []byte("\xff\xd8\xff\xe0 ảnh")}

	stays := func(mode, words string) func(t *testing.T) {
		return func(t *testing.T) {
			registerHost(t, b.profile, b.id, mode)
			u := b.open(t, gmail, clean)
			u.click("#detached")
			u.waitPanel(words)
			u.stop()
			u.stopped()
			u = b.open(t, gmail, picture)
			u.click("#detached")
			u.arrived(picture)
		}
	}
	t.Run("no host", stays("", "Giữ Mật không trả lời"))
	t.Run("host of another version", stays(modeVersion, "Giữ Mật khác phiên bản"))
	t.Run("host hangs", stays(modeHangs, "quá thời gian kiểm tra"))
	t.Run("host is back", func(t *testing.T) {
		registerHost(t, b.profile, b.id, modeJudges)
		u := b.open(t, gmail, clean)
		u.click("#detached")
		u.arrived(clean)
	})
	t.Run("host dies over a document, and is back for the next", func(t *testing.T) {
		u := b.open(t, gmail, file{"chết.pdf", document(deadly, 3_000)})
		u.click("#detached")
		u.waitPanel("Giữ Mật không trả lời")
		u.stop()
		u.stopped()
		u = b.open(t, gmail, clean)
		u.click("#detached")
		u.arrived(clean)
	})
	t.Run("a document without an end", func(t *testing.T) {
		u := b.open(t, gmail, file{"mãi.pdf", document(endless, 3_000)})
		u.click("#detached")
		u.waitPanel("quá thời gian kiểm tra")
		u.stop()
		u.stopped()
	})
	t.Run("extension updated while the page is open", func(t *testing.T) {
		u := b.open(t, gmail, clean)
		b.reloadExtension(t)
		u.click("#detached")
		u.waitPanel("cần tải lại trang")
		u.stop()
		u.stopped()
		u.chosen = []string{picture.write(t)}
		u.click("#detached")
		u.arrived(picture)
	})
}

// reloadExtension has the extension start anew, as an update does.
func (b *chromium) reloadExtension(t *testing.T) {
	t.Helper()
	targets, err := chromedp.Targets(b.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range targets {
		if info.URL == "chrome-extension://"+b.id+"/background.js" {
			b.tellWorker(t, info.TargetID, "chrome.runtime.reload()")
			return
		}
	}
	t.Fatal("the extension has no worker")
}

func (b *chromium) tellWorker(t *testing.T, id target.ID, script string) {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithTargetID(id))
	defer cancel()
	if err := chromedp.Run(ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		return chromedp.Evaluate(script, nil).Do(ctx)
	})); err != nil {
		t.Fatal(err)
	}
}
