package browser_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// picturesFlag is set to have the pictures of the manual written anew.
const picturesFlag = "GIUMAT_PICTURES"

// The panel as the user sees it, light and dark, for the manual.
func TestE2EPictures(t *testing.T) {
	if os.Getenv(picturesFlag) == "" {
		t.Skipf("NOT RUN: pictures are written when %s is set", picturesFlag)
	}
	b := startChromium(t, modeJudges)
	block := file{"Phương án bảo vệ.pdf", document(marked, 9_000)}
	warn := file{"Công văn số 12.docx", append([]byte("PK\x03\x04"), document(official, 9_000)...)}
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			b.picture(t, block, scheme, "panel-block-"+scheme+".png", func(u *tab) { u.waitPanel(blockTitle) })
			b.picture(t, warn, scheme, "panel-warn-"+scheme+".png", func(u *tab) { u.waitPanel(warnTitle) })
		})
	}
	registerHost(t, b.profile, b.id, "")
	b.picture(t, file{"Kế hoạch.pdf", document(deadly, 9_000)}, "light", "panel-no-guard-light.png", func(u *tab) {
		u.waitPanel("Giữ Mật không trả lời")
	})
}

func (b *chromium) picture(t *testing.T, f file, scheme, name string, wait func(u *tab)) {
	t.Helper()
	u := b.open(t, gmail, f)
	u.run(
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
		emulation.SetDeviceMetricsOverride(900, 560, 1, false),
	)
	u.click("#detached")
	wait(u)
	var png []byte
	u.run(chromedp.ActionFunc(func(ctx context.Context) error { return chromedp.CaptureScreenshot(&png).Do(ctx) }))
	if err := os.WriteFile(filepath.Join("..", "..", "docs", "images", name), png, 0o644); err != nil {
		t.Fatal(err)
	}
}
