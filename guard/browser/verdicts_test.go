package browser_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"giumat/guard/browser/pack"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// What the user sees and what leaves, verdict by verdict.
func TestE2EVerdicts(t *testing.T) {
	t.Parallel()
	b := startChromium(t, modeJudges)
	clean := file{"Báo cáo.pdf", document("", 30_000)}
	bad := file{"Phương án.pdf", document(marked, 90_000)}
	asks := file{"Công văn số 12.pdf", document(official, 90_000)}
	picture := file{"ảnh.png", []byte("\x89PNG\r\n\x1a\n" + marked)}

	t.Run("no document passes without a question", func(t *testing.T) {
		u := b.open(t, gmail, picture)
		u.click("#detached")
		u.arrived(picture)
	})
	t.Run("a large document is read whole", func(t *testing.T) {
		large := file{"Lớn.pdf", document("", 5<<20)}
		u := b.open(t, gmail, large)
		u.click("#detached")
		u.arrived(large)
	})
	t.Run("two files, one marked: none passes", func(t *testing.T) {
		u := b.open(t, gmail, clean, bad)
		u.drop("#drop")
		if words := u.waitPanel(blockTitle); !strings.Contains(words, bad.name) {
			t.Errorf("the panel does not name the file: %q", words)
		}
		u.stop()
		u.stopped()
		if got := u.events(); !strings.Contains(got, "dragleave") {
			t.Errorf("the drop zone waits for ever: %s", got)
		}
	})
	t.Run("two clean files pass in their order", func(t *testing.T) {
		u := b.open(t, yahoo, clean, picture)
		u.click("#visible")
		u.arrived(clean, picture)
	})
	t.Run("the page is told that nothing was chosen", func(t *testing.T) {
		u := b.open(t, gmail, bad)
		u.click("#detached")
		u.waitPanel(blockTitle)
		u.run(chromedp.KeyEvent(kb.Escape))
		u.until("cancel", func() bool { return u.events() == "detached cancel 0" })
		u.stopped()
	})
	t.Run("with a reason an official paper passes", func(t *testing.T) {
		u := b.open(t, gmail, asks)
		u.click("#detached")
		u.waitPanel(warnTitle)
		u.goOn("Gửi theo yêu cầu của đối tác, đã xin ý kiến")
		u.arrived(asks)
	})
	t.Run("without a reason it does not", func(t *testing.T) {
		u := b.open(t, gmail, asks)
		u.click("#detached")
		u.waitPanel(warnTitle)
		u.goOn("!!! abc !!! ...")
		u.waitPanel("Lý do phải rõ ràng, có ít nhất 10")
		u.stopped()
		u.run(chromedp.KeyEvent(kb.Escape))
		u.until("cancel", func() bool { return strings.Contains(u.events(), "cancel") })
		u.stopped()
	})
	t.Run("Enter stops", func(t *testing.T) {
		u := b.open(t, gmail, asks)
		u.click("#detached")
		u.waitPanel(warnTitle)
		u.stop()
		u.stopped()
	})
	t.Run("the reason is not for the page", func(t *testing.T) {
		u := b.open(t, gmail, asks)
		u.script(`(() => { window.keys = 0; for (const type of ["keydown", "keyup", "keypress"]) addEventListener(type, () => keys++, true) })()`)
		u.click("#detached")
		u.waitPanel(warnTitle)
		u.run(dom.Focus().WithBackendNodeID(u.inPanel("TEXTAREA").BackendNodeID), chromedp.KeyEvent("lydogui"))
		if got := u.script("keys"); got != "0" {
			t.Errorf("the page heard of %s keys", got)
		}
		u.run(chromedp.KeyEvent(kb.Escape))
		u.stopped()
	})
	t.Run("a file given on by the page is asked about once", func(t *testing.T) {
		u := b.open(t, gmail, asks)
		u.script(`drop.addEventListener("drop", (event) => {
			const input = fileInput("moved"); document.body.append(input);
			input.files = event.dataTransfer.files; input.dispatchEvent(new Event("change", { bubbles: true })) })`)
		u.drop("#drop")
		u.waitPanel(warnTitle)
		u.goOn("Đã xin ý kiến người có thẩm quyền")
		u.arrived(asks, asks)
	})
	t.Run("pasted", func(t *testing.T) {
		u := b.open(t, gmail, clean)
		u.script(pasteOf("%PDF-1.7 " + marked))
		u.waitPanel(blockTitle)
		u.stop()
		u.stopped()
		u.script(pasteOf("%PDF-1.7 sach"))
		u.arrived(file{"", []byte("%PDF-1.7 sach")})
	})
	t.Run("a page with the strictest content policy", func(t *testing.T) {
		u := b.open(t, gmail, bad)
		u.run(chromedp.Navigate("https://" + gmail + "/?strict&case=" + u.name))
		u.click("#detached")
		u.waitPanel(blockTitle)
		u.stop()
		u.stopped()
	})
	t.Run("changed on the disk after the verdict", func(t *testing.T) {
		u := b.open(t, gmail, clean)
		u.script(`window.fileInput = (way) => { const i = document.createElement("input"); i.type = "file";
			i.onchange = () => { window.kept = i.files[0]; events.push("kept") }; return i }`)
		u.click("#detached")
		u.until("the page has the file", func() bool { return u.events() == "kept" })
		time.Sleep(1100 * time.Millisecond) // Chromium compares whole seconds
		if err := os.WriteFile(u.chosen[0], bad.content, 0o600); err != nil {
			t.Fatal(err)
		}
		u.script(`upload([kept], "kept")`)
		u.until("the read fails", func() bool { return strings.Contains(u.events(), "upload failed") })
		u.stopped()
	})
}

// Older forks of Chromium carry no files in messages: there the content script reads the document.
func TestE2EMessagesOfJSON(t *testing.T) {
	t.Parallel()
	b := startEdited(t, modeJudges, func(files pack.Files) {
		const key = "message_serialization"
		text := string(files["manifest.json"])
		if !strings.Contains(text, key) {
			t.Fatalf("the manifest has no %s", key)
		}
		files["manifest.json"] = []byte(strings.Replace(text, key, "x_"+key, 1))
	})
	for name, f := range map[string]file{
		"clean":  {"Báo cáo.pdf", document("", 3<<20)},
		"marked": {"Phương án.pdf", document(marked, 3<<20)},
	} {
		t.Run(name, func(t *testing.T) {
			u := b.open(t, gmail, f)
			u.click("#detached")
			if name == "clean" {
				u.arrived(f)
				return
			}
			u.waitPanel(blockTitle)
			u.stop()
			u.stopped()
		})
	}
}

// pasteOf is a script that pastes a file with some content, as no program can put one on the browser's clipboard here.
func pasteOf(content string) string {
	return fmt.Sprintf(`(() => { const clipboardData = new DataTransfer();
		clipboardData.items.add(new File([%q], "dan.pdf"));
		drop.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true, composed: true })) })()`, content)
}
