package browser_test

import (
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// way is one way in which a user gives a page a file.
type way struct {
	name string
	host string
	act  func(u *tab)
}

func ways() []way {
	click := func(selector string) func(u *tab) {
		return func(u *tab) { u.click(selector) }
	}
	return []way{
		{"detached input", gmail, click("#detached")},
		{"detached input by an event", gmail, click("#dispatched")},
		{"detached label", gmail, click("#wrapped")},
		{"drop on the page", gmail, func(u *tab) { u.drop("#drop") }},
		{"hidden input", yahoo, click("#hidden")},
		{"label", yahoo, click("#within")},
		{"visible input", yahoo, click("#visible")},
		{"visible input by key", yahoo, func(u *tab) { u.run(chromedp.Focus("#visible"), chromedp.KeyEvent(" ")) }},
		{"drop on an input", outlook, func(u *tab) { u.drop("#target") }},
		{"showPicker", outlook, click("#picker")},
		{"input in a closed shadow tree", outlook, click("#tree")},
		{"input in a closed shadow tree by a script", outlook, click("#shadow")},
		{"frame that the page fills", outlook, click("#framed")},
		{"inside a frame that the page fills", outlook, func(u *tab) { u.clickIn("#frame") }},
		{"inside a frame of the same site", outlook, func(u *tab) { u.clickIn("#same") }},
	}
}

// Every way in: a clean document arrives as it is, a marked one never does and the user reads why.
func TestE2EEveryWayIn(t *testing.T) {
	t.Parallel()
	b := startChromium(t, modeJudges)
	for _, w := range ways() {
		t.Run(w.name+", clean", func(t *testing.T) {
			clean := file{"Kế hoạch.pdf", document("", 50_000)}
			u := b.open(t, w.host, clean)
			w.act(u)
			u.arrived(clean)
		})
		t.Run(w.name+", marked", func(t *testing.T) {
			u := b.open(t, w.host, file{"Phương án.pdf", document(marked, 200_000)})
			w.act(u)
			u.waitPanel(blockTitle)
			u.stop()
			u.stopped()
		})
	}
}

// drop drags the chosen files onto an element, as the browser's own drag does.
func (u *tab) drop(selector string) {
	u.Helper()
	x, y := u.middle(selector)
	data := &input.DragData{Items: []*input.DragDataItem{}, Files: u.chosen, DragOperationsMask: 1}
	for _, kind := range []input.DispatchDragEventType{input.DragEnter, input.DragOver, input.Drop} {
		u.run(input.DispatchDragEvent(kind, x, y, data))
	}
}

func (u *tab) click(selector string) {
	u.Helper()
	u.run(chromedp.MouseClickXY(u.middle(selector)))
}

func (u *tab) middle(selector string) (x, y float64) {
	u.Helper()
	var at []float64
	u.run(chromedp.Evaluate(`(() => { const r = document.querySelector("`+selector+`").getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2] })()`, &at))
	return at[0], at[1]
}

// clickIn clicks the button at the top left of a frame.
func (u *tab) clickIn(frame string) {
	u.Helper()
	var at []float64
	u.run(chromedp.Evaluate(`(() => { const r = document.querySelector("`+frame+`").getBoundingClientRect();
		return [r.x + 40, r.y + 22] })()`, &at))
	u.run(chromedp.MouseClickXY(at[0], at[1]))
}
