package dialog

import (
	"strings"
	"unsafe"

	"giumat/guard/link"
)

// Sizes at 96 pixels an inch.
const (
	textWidth  = 440
	tableWidth = 720
	margin     = 18
	gap        = 10
	iconSize   = 32
	buttonTall = 28
	buttonWide = 96 // at least
	reasonTall = 68
	lineTall   = 26
	tableTall  = 300
	fontTall   = 15 // about 11 points
)

// layout puts the controls into an empty window, from top to bottom.
type layout struct {
	*form
	left, top, width int // where the next control goes, in pixels
}

func (l *layout) build() {
	l.left, l.top, l.width = l.size(margin+iconSize+margin), l.size(margin), l.size(textWidth)
	if l.place == table {
		l.width = l.size(tableWidth)
	}
	setWindowText.Call(l.handle, uintptr(unsafe.Pointer(utf16(l.w.title))))
	l.font, _, _ = createFont.Call(uintptr(-l.size(fontTall)), 0, 0, 0, 400, 0, 0, 0, 1, 0, 0, clearType, 0,
		uintptr(unsafe.Pointer(utf16("Segoe UI"))))
	l.text()
	l.writing()
	l.buttons()
	l.show()
}

// text is the icon and the text beside it. The text is an edit that cannot be written in: so a long one scrolls, and
// the number to call can be copied.
func (l *layout) text() {
	size := l.size(iconSize)
	icon := l.control("STATIC", "", ssIcon, 0, 0, l.size(margin), l.top, size, size)
	sendMessage.Call(icon, stmSetIcon, l.icon(), 0)

	// The edit itself says how many lines it breaks the text into.
	place := func(style, tall int) uintptr {
		return l.control("EDIT", l.w.text, esMultiline|esReadOnly|style, 0, 0, l.left, l.top, l.width, tall)
	}
	edit, most := place(0, l.size(lineTall)), workArea().height()/2
	lines, _, _ := sendMessage.Call(edit, emGetLineCount, 0, 0)
	destroyWindow.Call(edit)
	tall, style := int(lines)*l.measure("Ậy").height()+l.size(2), 0
	if tall > most {
		tall, style = most, wsVScroll
	}
	place(style, tall)
	l.top += max(tall, size) + l.size(gap)
}

// writing is what is written or listed between the text and the buttons.
func (l *layout) writing() {
	if l.w.note != "" {
		l.noted = l.static(l.w.note)
	}
	text, style, tall := l.w.typed, 0, 0
	switch l.place {
	case nothing:
		return
	case reason:
		l.static(l.w.label)
		style, tall = esMultiline|esAutoVScroll|esWantReturn|wsTabStop, reasonTall
	case line:
		style, tall = esAutoHScroll|wsTabStop, lineTall
	case table:
		text, style, tall = tableText(l.w), esMultiline|esReadOnly|wsVScroll|wsTabStop, tableTall
	}
	l.edit = l.control("EDIT", text, style, wsExClientEdge, 0, l.left, l.top, l.width, l.size(tall))
	sendMessage.Call(l.edit, emLimitText, link.MaxReason, 0)
	l.top += l.size(tall + gap)
}

// static is a text of its own height.
func (l *layout) static(text string) uintptr {
	tall := l.measure(text).height()
	defer func() { l.top += tall + l.size(gap)/2 }()
	return l.control("STATIC", text, ssNoPrefix, 0, 0, l.left, l.top, l.width, tall)
}

// buttons are the one that stops and, where there is one, the one that goes on. The keyboard is on the stopping one, or
// where the user is to write: a line, or a reason that was too short.
func (l *layout) buttons() {
	l.top += l.size(gap)
	right := l.left + l.width
	if l.w.yes != "" {
		right = l.button(l.w.yes, idGoOn, right)
	}
	l.button(l.w.no, idStop, right)
	standard, focus := uintptr(idStop), l.stop
	if l.place == line {
		standard, focus = idGoOn, l.edit
	}
	if l.w.note != "" {
		focus = l.edit
	}
	sendMessage.Call(l.handle, dmSetDefID, standard, 0)
	setFocus.Call(focus)
	l.top += l.size(buttonTall + margin)
}

// button puts a button left of right and returns where the next one ends.
func (l *layout) button(text string, id, right int) int {
	wide := max(l.measure(text).width()+l.size(2*margin), l.size(buttonWide))
	handle := l.control("BUTTON", strings.ReplaceAll(text, "&", "&&"), wsTabStop, 0, id,
		right-wide, l.top, wide, l.size(buttonTall))
	if id == idStop {
		l.stop = handle
	}
	return right - wide - l.size(gap)
}

// show gives the window its size and its place above all others, and watches for the end of its time.
func (l *layout) show() {
	r := rect{right: int32(l.left + l.width + l.size(margin)), bottom: int32(l.top)}
	adjustWindowRectEx.Call(uintptr(unsafe.Pointer(&r)), wsPopup|wsCaption|wsSysMenu, 0, 0)
	area := workArea()
	x := max(int(area.left)+(area.width()-r.width())/2, 0)
	y := max(int(area.top)+(area.height()-r.height())/3, 0)
	setWindowPos.Call(l.handle, hwndTopmost, uintptr(x), uintptr(y), uintptr(r.width()), uintptr(r.height()), 0)
	setForegroundWindow.Call(l.handle)
	setTimer.Call(l.handle, 1, 200, 0)
}

// control makes one; it speaks in the form's font.
func (l *layout) control(class, text string, style, exStyle, id, x, y, wide, tall int) uintptr {
	handle, _, _ := createWindowEx.Call(uintptr(exStyle), uintptr(unsafe.Pointer(utf16(class))),
		uintptr(unsafe.Pointer(utf16(crlf(text)))), uintptr(wsChild|wsVisible|style),
		uintptr(x), uintptr(y), uintptr(wide), uintptr(tall), l.handle, uintptr(id), 0, 0)
	sendMessage.Call(handle, wmSetFont, l.font, 1)
	return handle
}

// measure is the room that a text takes within the form's width.
func (l *layout) measure(text string) rect {
	r := rect{right: int32(l.width)}
	dc, _, _ := getDC.Call(l.handle)
	defer releaseDC.Call(l.handle, dc)
	before, _, _ := selectObject.Call(dc, l.font)
	defer selectObject.Call(dc, before)
	drawText.Call(dc, uintptr(unsafe.Pointer(utf16(crlf(text)))), ^uintptr(0), uintptr(unsafe.Pointer(&r)),
		dtWordBreak|dtCalcRect|dtNoPrefix|dtEdit)
	return r
}

// size turns a length at 96 pixels an inch into this screen's pixels.
func (l *layout) size(n int) int { return n * dpi(l.handle) / 96 }

// icon is the one of Windows that goes with the kind.
func (l *layout) icon() uintptr {
	id := uintptr(idiInformation)
	switch l.w.kind {
	case link.Warn, link.AtRest:
		id = idiWarning
	case link.Blocked, link.Failed:
		id = idiError
	}
	icon, _, _ := loadIcon.Call(0, id)
	return icon
}

// crlf ends lines as Windows does.
func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// tableText writes each row as its first cell and, on lines of their own, the others with the names of their columns.
func tableText(w window) string {
	var b strings.Builder
	for _, row := range w.rows {
		for i, cell := range row {
			if i > 0 {
				b.WriteString("      " + w.columns[i] + ": ")
			}
			b.WriteString(cell + "\n")
		}
	}
	return b.String()
}
