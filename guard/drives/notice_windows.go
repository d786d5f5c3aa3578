package drives

import (
	"errors"
	"fmt"
	"sync"
	"unsafe"

	"golang.org/x/sys/windows"
)

// listeners are those who want to hear notices. Windows' threads find them by a number: they must not be handed
// anything that Go could move or free.
type listeners struct {
	mu   sync.Mutex
	last uintptr
	tell map[uintptr]func(action uint32)
}

// listening has every listener of this program, for noticed serves them all. Go keeps each function that it has ever
// given to Windows, and no more than 2,000, so there can be but one.
var listening = listeners{tell: map[uintptr]func(uint32){}}

var noticed = sync.OnceValue(func() uintptr {
	return windows.NewCallback(func(_, listener uintptr, action uint32, _, _ uintptr) uintptr {
		if tell := listening.of(listener); tell != nil {
			tell(action)
		}
		return uintptr(windows.ERROR_SUCCESS)
	})
})

func (l *listeners) add(tell func(uint32)) uintptr {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	l.tell[l.last] = tell
	return l.last
}

func (l *listeners) of(number uintptr) func(uint32) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tell[number]
}

func (l *listeners) remove(number uintptr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.tell, number)
}

// listen has tell called, on a thread of Windows, with the action of each notice that filter lets through. stop waits for
// a call that is under way, and must not be called within one. Windows before 8, and Wine 8, have no such notices.
func listen(filter *noticeFilter, tell func(action uint32)) (stop func(), err error) {
	dll := windows.NewLazySystemDLL("cfgmgr32.dll")
	register, unregister := dll.NewProc("CM_Register_Notification"), dll.NewProc("CM_Unregister_Notification")
	if err := errors.Join(register.Find(), unregister.Find()); err != nil {
		return nil, fmt.Errorf("hear of devices: %w", errors.ErrUnsupported)
	}
	number := listening.add(tell)
	var registered uintptr
	r, _, _ := register.Call(uintptr(unsafe.Pointer(filter)), number, noticed(), uintptr(unsafe.Pointer(&registered)))
	if ret := windows.CONFIGRET(r); ret != windows.CR_SUCCESS {
		listening.remove(number)
		return nil, fmt.Errorf("hear of devices: %w", ret)
	}
	return func() {
		_, _, _ = unregister.Call(registered) // fails only for what was never registered
		listening.remove(number)
	}, nil
}

// onVolume has arrived called, on a thread of Windows, when a volume has come, before it has its letter.
func onVolume(arrived func()) (stop func(), err error) {
	return listen(filterOfClass(volumes), func(action uint32) {
		if action == actionArrival {
			arrived()
		}
	})
}
