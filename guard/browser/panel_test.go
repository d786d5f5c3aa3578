package browser_test

import (
	"context"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// panel gives the words of the guard's panel, or "" when there is none. Its shadow tree is closed, so the words are read
// as the browser knows them and no page does.
func (u *tab) panel() string {
	dialog := u.inPanel("DIALOG")
	if dialog == nil {
		return ""
	}
	return strings.Join(wordsOf(dialog), "\n")
}

// inPanel finds an element of the panel by its tag, the last one when there are several.
func (u *tab) inPanel(tag string) *cdp.Node {
	var root *cdp.Node
	err := chromedp.Run(u.ctx, chromedp.ActionFunc(func(ctx context.Context) (err error) {
		root, err = dom.GetDocument().WithDepth(-1).WithPierce(true).Do(ctx)
		return err
	}))
	if err != nil {
		return nil
	}
	return find(root, tag, false)
}

// find looks for an element in the closed shadow trees below a node.
func find(n *cdp.Node, tag string, closed bool) (found *cdp.Node) {
	if closed && n.NodeName == tag {
		found = n
	}
	for _, root := range n.ShadowRoots {
		if f := find(root, tag, closed || root.ShadowRootType == cdp.ShadowRootTypeClosed); f != nil {
			found = f
		}
	}
	if n.ContentDocument != nil {
		if f := find(n.ContentDocument, tag, closed); f != nil {
			found = f
		}
	}
	for _, child := range n.Children {
		if f := find(child, tag, closed); f != nil {
			found = f
		}
	}
	return found
}

func wordsOf(n *cdp.Node) (words []string) {
	if n.NodeType == cdp.NodeTypeText {
		words = append(words, n.NodeValue)
	}
	for _, child := range n.Children {
		words = append(words, wordsOf(child)...)
	}
	return words
}

// waitPanel waits for the panel with these words.
func (u *tab) waitPanel(want string) string {
	u.Helper()
	var words string
	u.until("a panel with "+want, func() bool {
		words = u.panel()
		return strings.Contains(words, want)
	})
	return words
}

// stop presses what the panel has under the Enter key, which is to stop.
func (u *tab) stop() {
	u.Helper()
	u.run(chromedp.KeyEvent(kb.Enter))
	u.until("the panel closed", func() bool { return u.inPanel("DIALOG") == nil })
}

// goOn writes a reason and presses the button beside the one that stops.
func (u *tab) goOn(reason string) {
	u.Helper()
	u.run(dom.Focus().WithBackendNodeID(u.inPanel("TEXTAREA").BackendNodeID), input.InsertText(reason))
	u.press(u.inPanel("BUTTON"))
}

func (u *tab) press(button *cdp.Node) {
	u.Helper()
	var box *dom.BoxModel
	u.run(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		box, err = dom.GetBoxModel().WithBackendNodeID(button.BackendNodeID).Do(ctx)
		return err
	}))
	at := box.Content
	u.run(chromedp.MouseClickXY((at[0]+at[4])/2, (at[1]+at[5])/2))
}

// stopped asserts that nothing arrived, now and a little later.
func (u *tab) stopped() {
	u.Helper()
	time.Sleep(150 * time.Millisecond)
	if got := u.mail.of(u.name); len(got) != 0 {
		u.Errorf("%d uploads arrived; the page says %s", len(got), u.events())
	}
}

// arrived waits for uploads with the hashes of these documents, in this order, and nothing else.
func (u *tab) arrived(documents ...file) {
	u.Helper()
	u.until("the upload", func() bool { return len(u.mail.of(u.name)) >= len(documents) })
	got := u.mail.of(u.name)
	if len(got) != len(documents) {
		u.Fatalf("%d uploads arrived, want %d", len(got), len(documents))
	}
	for i, d := range documents {
		if got[i] != sum(d.content) {
			u.Errorf("%q arrived with other bytes", d.name)
		}
	}
}
