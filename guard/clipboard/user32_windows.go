package clipboard

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

// The functions of Windows that x/sys does not have.
var (
	user32   = windows.NewLazySystemDLL("user32.dll")
	kernel32 = windows.NewLazySystemDLL("kernel32.dll")

	addFormatListener = user32.NewProc("AddClipboardFormatListener")
	closeClipboard    = user32.NewProc("CloseClipboard")
	createWindowEx    = user32.NewProc("CreateWindowExW")
	destroyWindow     = user32.NewProc("DestroyWindow")
	dispatchMessage   = user32.NewProc("DispatchMessageW")
	emptyClipboard    = user32.NewProc("EmptyClipboard")
	getClipboardData  = user32.NewProc("GetClipboardData")
	getMessage        = user32.NewProc("GetMessageW")
	getObjectInfo     = user32.NewProc("GetUserObjectInformationW")
	getWindowStation  = user32.NewProc("GetProcessWindowStation")
	isFormatAvailable = user32.NewProc("IsClipboardFormatAvailable")
	openClipboard     = user32.NewProc("OpenClipboard")
	postMessage       = user32.NewProc("PostMessageW")
	registerFormat    = user32.NewProc("RegisterClipboardFormatW")
	sequenceNumber    = user32.NewProc("GetClipboardSequenceNumber")

	globalLock   = kernel32.NewProc("GlobalLock")
	globalSize   = kernel32.NewProc("GlobalSize")
	globalUnlock = kernel32.NewProc("GlobalUnlock")
)

// Numbers of winuser.h.
const (
	wmNull, wmClipboardUpdate = 0, 0x31d
	cfHDrop                   = 15
	hwndMessage               = ^uintptr(2) // -3: the parent of windows that only get messages
	uoiFlags, wsfVisible      = 1, 1
)

// message is MSG.
type message struct {
	window         uintptr
	kind           uint32
	wparam, lparam uintptr
	time           uint32
	x, y           int32
	private        uint32
}

// newListener makes a window that is told of each change of the clipboard. The message is posted, so the window needs
// no procedure of ours, and a class that Windows has will do.
func newListener() (uintptr, error) {
	class, err := windows.UTF16PtrFromString("STATIC")
	if err != nil {
		return 0, err
	}
	window, _, why := createWindowEx.Call(0, uintptr(unsafe.Pointer(class)), 0, 0, 0, 0, 0, 0, hwndMessage, 0, 0, 0)
	if window == 0 {
		return 0, fmt.Errorf("make a window for the clipboard: %w", why)
	}
	if ok, _, why := addFormatListener.Call(window); ok == 0 {
		destroyWindow.Call(window)
		return 0, fmt.Errorf("listen to the clipboard: %w", why)
	}
	return window, nil
}

// visibleDesktop is false for a service: its window station has a clipboard of its own, on which nobody copies.
func visibleDesktop() bool {
	station, _, _ := getWindowStation.Call()
	var flags struct{ inherit, reserved, flags uint32 } // USEROBJECTFLAGS
	ok, _, _ := getObjectInfo.Call(station, uoiFlags, uintptr(unsafe.Pointer(&flags)), unsafe.Sizeof(flags), 0)
	return ok != 0 && flags.flags&wsfVisible != 0
}

// clipboardData copies one form of what is on the open clipboard, at most limit bytes; nil when there is none.
func clipboardData(form, limit uintptr) (data []byte, whole bool, err error) {
	block, _, _ := getClipboardData.Call(form)
	if block == 0 {
		return nil, true, nil
	}
	size, _, _ := globalSize.Call(block)
	at, _, why := globalLock.Call(block)
	if at == 0 || size == 0 {
		return nil, true, fmt.Errorf("read what was copied: %w", why)
	}
	defer globalUnlock.Call(block)
	data = make([]byte, min(size, limit))
	// This process's memory like any other's: no pointer has to be made of a number.
	err = windows.ReadProcessMemory(windows.CurrentProcess(), at, &data[0], uintptr(len(data)), nil)
	if err != nil {
		return nil, true, fmt.Errorf("read what was copied: %w", err)
	}
	return data, size <= limit, nil
}

// fromCodePage reads a name in the code page of the system.
func fromCodePage(name []byte) string {
	const codePage = 0 // CP_ACP
	n, err := windows.MultiByteToWideChar(codePage, 0, &name[0], int32(len(name)), nil, 0)
	if err != nil {
		return string(name)
	}
	wide := make([]uint16, n)
	if _, err := windows.MultiByteToWideChar(codePage, 0, &name[0], int32(len(name)), &wide[0], n); err != nil {
		return string(name)
	}
	return windows.UTF16ToString(wide)
}
