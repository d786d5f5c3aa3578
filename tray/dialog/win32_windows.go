package dialog

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// The functions of Windows that a window of our own needs and x/sys does not have.
var (
	user32 = windows.NewLazySystemDLL("user32.dll")
	gdi32  = windows.NewLazySystemDLL("gdi32.dll")

	adjustWindowRectEx  = user32.NewProc("AdjustWindowRectEx")
	createWindowEx      = user32.NewProc("CreateWindowExW")
	destroyWindow       = user32.NewProc("DestroyWindow")
	dialogBoxIndirect   = user32.NewProc("DialogBoxIndirectParamW")
	drawText            = user32.NewProc("DrawTextW")
	endDialog           = user32.NewProc("EndDialog")
	getDC               = user32.NewProc("GetDC")
	getDpiForWindow     = user32.NewProc("GetDpiForWindow") // since Windows 10, 1607
	getSysColor         = user32.NewProc("GetSysColor")
	getSysColorBrush    = user32.NewProc("GetSysColorBrush")
	getWindowText       = user32.NewProc("GetWindowTextW")
	loadIcon            = user32.NewProc("LoadIconW")
	releaseDC           = user32.NewProc("ReleaseDC")
	sendMessage         = user32.NewProc("SendMessageW")
	setFocus            = user32.NewProc("SetFocus")
	setForegroundWindow = user32.NewProc("SetForegroundWindow")
	setThreadDpiContext = user32.NewProc("SetThreadDpiAwarenessContext") // since Windows 10, 1607
	setTimer            = user32.NewProc("SetTimer")
	setWindowPos        = user32.NewProc("SetWindowPos")
	setWindowText       = user32.NewProc("SetWindowTextW")
	systemParameters    = user32.NewProc("SystemParametersInfoW")

	createFont   = gdi32.NewProc("CreateFontW")
	deleteObject = gdi32.NewProc("DeleteObject")
	selectObject = gdi32.NewProc("SelectObject")
	setBkColor   = gdi32.NewProc("SetBkColor")
	setTextColor = gdi32.NewProc("SetTextColor")
)

// Messages, styles and other numbers of winuser.h.
const (
	wmSetFont, wmTimer, wmInitDialog, wmCommand = 0x30, 0x113, 0x110, 0x111
	wmCtlColorDlg, wmCtlColorStatic             = 0x136, 0x138
	dmSetDefID, stmSetIcon                      = 0x401, 0x170
	emLimitText, emGetLineCount                 = 0xc5, 0xba
	wsPopup, wsChild, wsVisible                 = 0x80000000, 0x40000000, 0x10000000
	wsCaption, wsVScroll, wsSysMenu, wsTabStop  = 0xc00000, 0x200000, 0x80000, 0x10000
	wsExTopmost, wsExClientEdge, wsExAppWindow  = 0x8, 0x200, 0x40000
	dsModalFrame, dsSetForeground               = 0x80, 0x200
	esMultiline, esAutoVScroll, esAutoHScroll   = 0x4, 0x40, 0x80
	esReadOnly, esWantReturn                    = 0x800, 0x1000
	ssIcon, ssNoPrefix, bsDefPushButton         = 0x3, 0x80, 0x1
	dtWordBreak, dtCalcRect, dtNoPrefix, dtEdit = 0x10, 0x400, 0x800, 0x2000
	idiError, idiWarning, idiInformation        = 32513, 32515, 32516
	colorWindow, spiGetWorkArea, clearType      = 5, 0x30, 5

	hwndTopmost    = ^uintptr(0) // -1
	dpiSystemAware = ^uintptr(1) // -2
)

// rect is RECT; right and bottom lie outside.
type rect struct{ left, top, right, bottom int32 }

func (r rect) width() int  { return int(r.right - r.left) }
func (r rect) height() int { return int(r.bottom - r.top) }

// dialogTemplate is DLGTEMPLATE without controls, menu, class or title.
type dialogTemplate struct {
	style, exStyle     uint32
	items              uint16
	x, y, cx, cy       int16
	menu, class, title uint16
}

// utf16 is a text for Windows. Our texts hold no NUL: plain takes it out.
func utf16(s string) *uint16 {
	p, err := windows.UTF16PtrFromString(s)
	if err != nil {
		return new(uint16)
	}
	return p
}

// textOf reads the text of a control, at most most characters.
func textOf(control uintptr, most int) string {
	buffer := make([]uint16, most+1)
	getWindowText.Call(control, uintptr(unsafe.Pointer(&buffer[0])), uintptr(len(buffer)))
	return windows.UTF16ToString(buffer)
}

// workArea is the part of the screen that the task bar leaves free.
func workArea() rect {
	r := rect{right: 1024, bottom: 700} // where Windows does not say
	systemParameters.Call(spiGetWorkArea, 0, uintptr(unsafe.Pointer(&r)), 0)
	return r
}

// dpi is how many pixels of this window make an inch; 96 is the size that sizes here are written for.
func dpi(window uintptr) int {
	if getDpiForWindow.Find() != nil {
		return 96
	}
	n, _, _ := getDpiForWindow.Call(window)
	return max(int(n), 96)
}
