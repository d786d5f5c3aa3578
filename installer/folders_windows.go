package installer

import (
	"errors"
	"io/fs"
	"unsafe"

	"golang.org/x/sys/windows"
)

// listedFolders are folders with access lists.
type listedFolders struct{}

// sddl is the owner (administrators) and the whole access list, nothing being inherited from above: the system and
// administrators do all (FA), users read and enter (0x1200a9) or nothing. In the language of [MS-DTYP], section 2.5.1.
func sddl(a Access) string {
	list := "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"
	if a == Readable {
		list += "(A;OICI;0x1200a9;;;BU)"
	}
	return list
}

// open opens the folder itself, and not what a junction or a link leads to.
func (listedFolders) open(path string, access uint32) (windows.Handle, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return 0, err
	}
	return windows.CreateFile(name, access, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE|windows.FILE_SHARE_DELETE, nil,
		windows.OPEN_EXISTING, windows.FILE_FLAG_BACKUP_SEMANTICS|windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
}

func (f listedFolders) Look(path string, a Access) (Standing, error) {
	h, err := f.open(path, windows.READ_CONTROL|windows.FILE_READ_ATTRIBUTES)
	if errors.Is(err, fs.ErrNotExist) {
		return Absent, nil
	}
	if errors.Is(err, fs.ErrPermission) && elevatedUser() != "" {
		return Foreign, nil // whoever made it lets not even administrators look at it
	}
	if err != nil {
		return Absent, &fs.PathError{Op: "look at", Path: path, Err: err}
	}
	defer windows.CloseHandle(h)
	var info windows.ByHandleFileInformation
	if err := windows.GetFileInformationByHandle(h, &info); err != nil {
		return Absent, err
	}
	if info.FileAttributes&windows.FILE_ATTRIBUTE_DIRECTORY == 0 || info.FileAttributes&windows.FILE_ATTRIBUTE_REPARSE_POINT != 0 {
		return Foreign, nil
	}
	sd, err := windows.GetSecurityInfo(h, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return Absent, err
	}
	return judge(sd, a)
}

func (listedFolders) Make(path string, a Access) error {
	sd, err := windows.SecurityDescriptorFromString(sddl(a))
	if err != nil {
		return err
	}
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	sa := windows.SecurityAttributes{Length: uint32(unsafe.Sizeof(windows.SecurityAttributes{})), SecurityDescriptor: sd}
	if err := windows.CreateDirectory(name, &sa); err != nil {
		return &fs.PathError{Op: "make", Path: path, Err: err}
	}
	return nil
}

func (f listedFolders) Set(path string, a Access) error {
	sd, err := windows.SecurityDescriptorFromString(sddl(a))
	if err != nil {
		return err
	}
	owner, _, err := sd.Owner()
	if err != nil {
		return err
	}
	list, _, err := sd.DACL()
	if err != nil {
		return err
	}
	h, err := f.open(path, windows.READ_CONTROL|windows.WRITE_DAC|windows.WRITE_OWNER|windows.FILE_READ_ATTRIBUTES)
	if err == nil {
		defer windows.CloseHandle(h)
		// What is in the folder inherits the list anew.
		err = windows.SetSecurityInfo(h, windows.SE_FILE_OBJECT,
			windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, owner, nil, list, nil)
	}
	if err != nil {
		return &fs.PathError{Op: "set the rights of", Path: path, Err: err}
	}
	return nil
}
