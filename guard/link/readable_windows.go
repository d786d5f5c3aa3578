package link

import (
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Readable gives those of files on this PC's drives that the user at the other end may read, as the system says of the
// rights that each file bears. Of a drive that the guard cannot see, as one that the user has connected, it gives none.
func (c pipeConn) Readable(files []string) []string {
	raw, err := c.SyscallConn()
	if err != nil {
		return nil
	}
	var list []string
	if err := raw.Control(func(fd uintptr) {
		user, err := clientToken(windows.Handle(fd))
		if err != nil {
			return
		}
		defer user.Close()
		for _, path := range files {
			// A path on another computer is not touched: the guard would show itself there as this PC.
			if len(filepath.VolumeName(path)) == len("C:") && filepath.IsAbs(path) && mayRead(user, path) {
				list = append(list, path)
			}
		}
	}); err != nil {
		return nil
	}
	return list
}

// mayRead asks for a file's rights, and nothing else of it.
func mayRead(user windows.Token, path string) bool {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return false
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	file, err := windows.CreateFile(name, windows.READ_CONTROL, share, nil, windows.OPEN_EXISTING, windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if err != nil {
		return false
	}
	defer windows.CloseHandle(file)
	const parts = windows.OWNER_SECURITY_INFORMATION | windows.GROUP_SECURITY_INFORMATION | windows.DACL_SECURITY_INFORMATION
	sd, err := windows.GetSecurityInfo(file, windows.SE_FILE_OBJECT, parts)
	return err == nil && accessCheck(sd, user, windows.FILE_READ_DATA)
}

// accessCheck is AccessCheck (securitybaseapi.h) for a right that is not generic.
func accessCheck(sd *windows.SECURITY_DESCRIPTOR, user windows.Token, right uint32) bool {
	var mapping [4]uint32 // GENERIC_MAPPING: of nothing
	var privileges [64]byte
	size, granted, allowed := uint32(len(privileges)), uint32(0), int32(0)
	ok, _, _ := windows.NewLazySystemDLL("advapi32.dll").NewProc("AccessCheck").Call(
		uintptr(unsafe.Pointer(sd)), uintptr(user), uintptr(right), uintptr(unsafe.Pointer(&mapping)),
		uintptr(unsafe.Pointer(&privileges)), uintptr(unsafe.Pointer(&size)), uintptr(unsafe.Pointer(&granted)), uintptr(unsafe.Pointer(&allowed)))
	return ok != 0 && allowed != 0
}
