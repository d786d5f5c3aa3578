// Package dialog shows the pop-ups of the guard on the user's desktop. It takes a question of the guard and gives the
// user's answer; it also has the small windows that the tray's menu needs. It never decides: whatever is not a clear
// "go on" with a written reason is stop, and so are Escape, a closed window, a timeout and every error. It shows no
// text of a document, keeps nothing, and lets no name of a file act as markup or turn the line around.
package dialog

import (
	"context"
	"sync"

	"giumat/guard/texts"
)

// How many windows the guard may put on the desktop at once; the others wait their turn. Questions wait for each other
// only, never behind something that is there to be read.
const (
	maxQuestions = 1
	maxNotices   = 3
)

// Dialogs shows windows in one language. Its methods may be called at once from many goroutines.
type Dialogs struct {
	// Failed is told of each error that kept a window from doing its work. Nil tells nobody.
	Failed func(error)

	texts     *texts.Catalog
	screen    screen
	questions chan struct{} // holds a token for each question that is open
	notices   chan struct{}

	mu   sync.Mutex
	open map[string]*asked // by Question.ID
}

// New returns dialogs that speak the language of the texts.
func New(texts *texts.Catalog) *Dialogs { return newDialogs(texts, newScreen()) }

func newDialogs(texts *texts.Catalog, s screen) *Dialogs {
	return &Dialogs{
		texts:     texts,
		screen:    s,
		questions: make(chan struct{}, maxQuestions),
		notices:   make(chan struct{}, maxNotices),
		open:      map[string]*asked{},
	}
}

// PickFolder lets the user choose a folder that exists. It is not ok when he chose none.
func (d *Dialogs) PickFolder(ctx context.Context, title string) (path string, ok bool) {
	path, err := d.screen.folder(ctx, oneLine(title))
	d.report(err)
	return path, err == nil && path != ""
}

// List shows rows under columns until the user closes the window.
func (d *Dialogs) List(ctx context.Context, title, text string, rows [][]string, columns []string) {
	w := d.notice(title, text)
	for _, column := range columns {
		w.columns = append(w.columns, oneLine(column))
	}
	for _, row := range rows {
		// Each row has a cell for each column: a short one would shift all that come after it.
		cells := make([]string, len(columns))
		for i := range min(len(row), len(cells)) {
			cells[i] = shorten(oneLine(row[i]), maxCell)
		}
		w.rows = append(w.rows, cells)
	}
	w.yes = d.texts.Say("dialog_ok")
	d.report(d.screen.list(ctx, w))
}

// Message shows a text until the user closes the window.
func (d *Dialogs) Message(ctx context.Context, title, text string) {
	d.report(d.screen.read(ctx, d.notice(title, text)))
}

// Entry asks for one line of text. It is not ok when the user typed none or turned away.
func (d *Dialogs) Entry(ctx context.Context, title, text string) (string, bool) {
	w := d.notice(title, text)
	w.no, w.yes = d.texts.Say("dialog_cancel"), d.texts.Say("dialog_ok")
	typed, ok, err := d.screen.entry(ctx, w)
	d.report(err)
	typed = oneLine(typed)
	return typed, err == nil && ok && typed != ""
}

// notice is a window to read and close.
func (d *Dialogs) notice(title, text string) window {
	return window{kind: information, title: oneLine(title), text: plain(text), no: d.texts.Say("dialog_close")}
}
