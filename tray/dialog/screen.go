package dialog

import (
	"context"

	"giumat/guard/link"
)

// screen shows one window to each caller, on one system. It says what the user did there and decides nothing. When
// ctx ends, the window goes and the error is that of ctx.
type screen interface {
	// read shows a text with one button and returns when it is closed, however that was.
	read(ctx context.Context, w window) error
	// warn shows a text with two buttons and a place for a reason. Stop is the default button and what Escape and
	// closing mean. goOn is true only when the user pressed the other one.
	warn(ctx context.Context, w window) (reason string, goOn bool, err error)
	// entry shows a text and a place for one line. ok is false when the user turned away.
	entry(ctx context.Context, w window) (typed string, ok bool, err error)
	// list shows rows and returns when it is closed.
	list(ctx context.Context, w window) error
	// folder lets the user choose a folder; an empty path means that he did not.
	folder(ctx context.Context, title string) (path string, err error)
}

// information is the kind of a window that the user asked for himself.
const information link.Kind = ""

// window is what a screen shows. Its texts are harmless already: no control characters but "\n", none that turn the
// direction of writing. A screen whose texts are markup escapes them.
type window struct {
	kind  link.Kind // chooses the icon
	title string    // one line
	text  string    // paragraphs parted by "\n\n"
	no    string    // the button that stops, turns away or closes
	yes   string    // the button that goes on

	// For warn alone.
	write string // the button that leads to the reason, on a screen that asks for it in a window of its own
	label string // what to write
	note  string // what was wrong with the reason before; empty the first time
	typed string // the reason before

	// For list alone: each row has as many cells as there are columns.
	columns []string
	rows    [][]string
}
