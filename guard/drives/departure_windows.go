package drives

import (
	"os"
	"sync"

	"golang.org/x/sys/windows"
)

// OnDeparture has tell called, on a thread of Windows that must not be kept, when the drive that holds the folder at path
// is about to leave, stays after all, or has left. It keeps the folder open until Windows asks. stop ends that; it
// waits for a call of tell, and must not be called within one.
func OnDeparture(path string, tell func(Departure)) (stop func(), err error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	h, err := windows.CreateFile(name, windows.GENERIC_READ, share, nil, windows.OPEN_EXISTING, windows.FILE_FLAG_BACKUP_SEMANTICS, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	letGo := sync.OnceFunc(func() { _ = windows.CloseHandle(h) }) // fails only for a handle that is none
	end, err := listen(filterOfHandle(uintptr(h)), func(action uint32) {
		d, ok := departure(action)
		if !ok {
			return
		}
		letGo()
		tell(d)
	})
	if err != nil {
		letGo()
		return nil, err
	}
	return func() {
		end()
		letGo()
	}, nil
}
