package dialog

import (
	"context"
	"strings"

	"giumat/guard/link"
)

// What a form's buttons are called among its controls. The one that goes on is not Windows' IDOK, which the Enter key
// sends where no default button is found.
const (
	idStop = 2 // IDCANCEL: also Escape and the closing of the window
	idGoOn = 100
)

// place is what a form has between its text and its buttons.
type place int

const (
	nothing place = iota
	reason        // several lines to write
	line          // one line to write
	table         // lines to read
)

// form is one open window: what it is to show, and what the user did there.
type form struct {
	w     window
	place place
	ctx   context.Context // whose end closes it

	handle, font      uintptr
	edit, noted, stop uintptr // controls; 0 where there is none
	typed             string  // what stood in the edit when the user pressed the button that goes on
}

// message is the dialog procedure: 1 where the message is dealt with, else 0, and a brush for the colour messages.
func (f *form) message(kind, wparam, lparam uintptr) uintptr {
	switch kind {
	case wmInitDialog:
		(&layout{form: f}).build()
		return 0 // the focus is set already
	case wmTimer:
		if f.ctx.Err() != nil {
			endDialog.Call(f.handle, idStop)
		}
		return 1
	case wmCommand:
		return f.command(wparam)
	case wmCtlColorDlg, wmCtlColorStatic:
		if f.noted != 0 && lparam == f.noted {
			setTextColor.Call(wparam, 0x2020b0) // dark red, as blue-green-red
		}
		background, _, _ := getSysColor.Call(colorWindow)
		setBkColor.Call(wparam, background)
		brush, _, _ := getSysColorBrush.Call(colorWindow)
		return brush
	}
	return 0
}

// command is a button, or something an edit says of itself.
func (f *form) command(wparam uintptr) uintptr {
	if wparam>>16 != 0 { // BN_CLICKED, and keys that mean a button
		return 0
	}
	id := wparam & 0xffff
	if id == idGoOn && f.edit != 0 {
		f.typed = strings.ReplaceAll(textOf(f.edit, link.MaxReason), "\r\n", "\n")
	}
	endDialog.Call(f.handle, id)
	return 1
}
