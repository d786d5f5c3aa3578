package people

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// What WTSQuerySessionInformation is asked for (WTS_INFO_CLASS, wtsapi32.h).
const (
	wtsUserName   = 5
	wtsDomainName = 7
)

// noSession is what WTSGetActiveConsoleSessionId gives while the screen changes hands.
const noSession = 0xFFFFFFFF

// screenSID gives the user of the console's session, or of the only active one where nobody is logged on there: by
// remote desktop, the console shows nobody's.
func screenSID() (sid string, ok bool) {
	if id := windows.WTSGetActiveConsoleSessionId(); id != noSession {
		if sid, ok := sessionSID(id); ok {
			return sid, true
		}
	}
	var sessions *windows.WTS_SESSION_INFO
	var count uint32
	if err := windows.WTSEnumerateSessions(0, 0, 1, &sessions, &count); err != nil {
		return "", false
	}
	defer windows.WTSFreeMemory(uintptr(unsafe.Pointer(sessions)))
	var active []string
	for _, s := range unsafe.Slice(sessions, count) {
		if sid, ok := sessionSID(s.SessionID); ok && s.State == windows.WTSActive {
			active = append(active, sid)
		}
	}
	return onlyOne(active)
}

func sessionSID(session uint32) (id string, ok bool) {
	name, domain := sessionText(session, wtsUserName), sessionText(session, wtsDomainName)
	if name == "" {
		return "", false
	}
	sid, _, _, err := windows.LookupSID("", domain+`\`+name)
	if err != nil {
		return "", false
	}
	return sid.String(), true
}

func sessionText(session uint32, what uintptr) string {
	var text *uint16
	var bytes uint32
	query := windows.NewLazySystemDLL("wtsapi32.dll").NewProc("WTSQuerySessionInformationW")
	ok, _, _ := query.Call(0, uintptr(session), what, uintptr(unsafe.Pointer(&text)), uintptr(unsafe.Pointer(&bytes)))
	if ok == 0 {
		return ""
	}
	defer windows.WTSFreeMemory(uintptr(unsafe.Pointer(text)))
	return windows.UTF16PtrToString(text)
}
