package browser_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A verdict that takes its time: the user sees that something goes on, until the verdict is there.
func TestE2ESignOfChecking(t *testing.T) {
	t.Parallel()
	const words = "Giữ Mật đang kiểm tra tệp"
	b := startChromium(t, modeJudges)
	shown := func(u *tab) bool {
		p := u.inPanel("P")
		return p != nil && strings.Contains(strings.Join(wordsOf(p), ""), words)
	}
	t.Run("slow", func(t *testing.T) {
		clean := file{"Kế hoạch.pdf", document(slow, 3_000)}
		u := b.open(t, gmail, clean)
		u.click("#detached")
		u.until("the sign", func() bool { return shown(u) })
		if len(u.mail.of(u.name)) > 0 {
			t.Error("the page has the file already")
		}
		if got := u.script(`document.activeElement.id + [...document.querySelectorAll("*")].some((e) => e.shadowRoot)`); got != "detachedfalse" {
			t.Errorf("the sign took the focus, or is open to the page: %s", got)
		}
		u.arrived(clean)
		u.until("no sign", func() bool { return !shown(u) })
	})
	t.Run("not beside a panel", func(t *testing.T) {
		u := b.open(t, gmail, file{"Công văn.pdf", document(slow+official, 3_000)})
		u.click("#detached")
		u.until("the sign", func() bool { return shown(u) })
		u.waitPanel(warnTitle)
		if shown(u) {
			t.Error("there is a sign beside the panel")
		}
		u.stop()
		u.stopped()
		if shown(u) {
			t.Error("the sign stays")
		}
	})
	t.Run("not for a quick verdict", func(t *testing.T) {
		u := b.open(t, gmail, file{"Báo cáo.pdf", document("", 3_000)})
		u.script(`(() => { window.added = 0; new MutationObserver((all) => { for (const m of all) added += m.addedNodes.length })
			.observe(document.documentElement, { childList: true }) })()`)
		u.run(chromedp.Focus("#detached"))
		u.click("#detached")
		u.until("the upload", func() bool { return len(u.mail.of(u.name)) == 1 })
		if got := u.script("added"); got != "0" {
			t.Errorf("%s elements came and went", got)
		}
	})
}
