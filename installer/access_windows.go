package installer

import (
	"slices"
	"unsafe"

	"golang.org/x/sys/windows"
)

// trusted are those who may own and change our folders: the system, administrators, the installer of Windows' own
// programs (which owns "Program Files"), and CREATOR OWNER, who stands for the owner of what is made there.
var trusted = []string{"S-1-5-18", "S-1-5-32-544", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464", "S-1-3-0"}

// changes are the rights to change a folder or what it holds ([MS-SMB2], section 2.2.13.1.2, and generic rights).
const changes = windows.FILE_WRITE_DATA | windows.FILE_APPEND_DATA | windows.FILE_WRITE_EA | windows.FILE_WRITE_ATTRIBUTES | 0x40 /* FILE_DELETE_CHILD */ |
	windows.DELETE | windows.WRITE_DAC | windows.WRITE_OWNER | windows.GENERIC_WRITE | windows.GENERIC_ALL

// judge tells how a folder with this owner and access list stands.
func judge(sd *windows.SECURITY_DESCRIPTOR, a Access) (Standing, error) {
	admins := trusted
	if self := elevatedUser(); self != "" {
		// An administrator's folders may be his own in place of all administrators' (LSA policy NoDefaultAdminOwner).
		admins = append(slices.Clone(trusted), self)
	}
	owner, _, err := sd.Owner()
	if err != nil {
		return Absent, err
	}
	if !slices.Contains(admins, owner.String()) {
		return Foreign, nil
	}
	list, _, err := sd.DACL()
	if err != nil || list == nil { // without a list everybody may do all
		return Loose, nil
	}
	usersRead := false
	for i := range uint32(list.AceCount) {
		var ace *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(list, i, &ace); err != nil {
			return Absent, err
		}
		if ace.Header.AceType != windows.ACCESS_ALLOWED_ACE_TYPE {
			return Loose, nil
		}
		sid := (*windows.SID)(unsafe.Pointer(&ace.SidStart))
		if slices.Contains(admins, sid.String()) {
			continue
		}
		if a == Private || ace.Mask&changes != 0 {
			return Loose, nil
		}
		usersRead = true
	}
	if a == Readable && !usersRead {
		return Loose, nil
	}
	return Right, nil
}

// elevatedUser is the user of this process, if it has an administrator's rights.
func elevatedUser() string {
	token := windows.GetCurrentProcessToken()
	if !token.IsElevated() {
		return ""
	}
	user, err := token.GetTokenUser()
	if err != nil {
		return ""
	}
	return user.User.Sid.String()
}
