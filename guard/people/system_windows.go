package people

import (
	"os"

	"golang.org/x/sys/windows"
)

// doNotWait is no matter here: pipes do not lie in folders.
const doNotWait = 0

func here() system {
	return windowsPC{registry: systemRegistry{}, getenv: os.Getenv, name: accountName, process: processSID, screen: screenSID}
}

// accountName gives "PC\an"; the answer of a domain controller that is away is empty.
func accountName(id string) string {
	sid, err := windows.StringToSid(id)
	if err != nil {
		return ""
	}
	name, domain, _, err := sid.LookupAccount("")
	if err != nil {
		return ""
	}
	return domain + `\` + name
}

// fileOwner opens the file for nothing but its rights: that neither fetches it from a cloud nor disturbs who writes it.
func fileOwner(path string) (id string, ok bool) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return "", false
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	const flags = windows.FILE_FLAG_BACKUP_SEMANTICS | windows.FILE_FLAG_OPEN_REPARSE_POINT
	file, err := windows.CreateFile(name, windows.READ_CONTROL, share, nil, windows.OPEN_EXISTING, flags, 0)
	if err != nil {
		return "", false
	}
	defer windows.CloseHandle(file)
	sd, err := windows.GetSecurityInfo(file, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return "", false
	}
	owner, _, err := sd.Owner()
	if err != nil || owner == nil {
		return "", false
	}
	return owner.String(), true
}

func processSID(pid int) (id string, ok bool) {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return "", false
	}
	defer windows.CloseHandle(process)
	var token windows.Token
	if err := windows.OpenProcessToken(process, windows.TOKEN_QUERY, &token); err != nil {
		return "", false
	}
	defer token.Close()
	u, err := token.GetTokenUser()
	if err != nil {
		return "", false
	}
	return u.User.Sid.String(), true
}
