package link

import (
	"runtime"
	"testing"

	"golang.org/x/sys/windows"
)

// The system's own answer to who may read, for rights as files bear them.
func TestAccessCheck(t *testing.T) {
	own, err := ownID()
	if err != nil {
		t.Fatal(err)
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	self := windows.NewLazySystemDLL("advapi32.dll").NewProc("ImpersonateSelf")
	const identification = 1 // SecurityIdentification: as much as a tray allows the guard
	if ok, _, err := self.Call(identification); ok == 0 {
		t.Fatal(err)
	}
	var token windows.Token
	err = windows.OpenThreadToken(windows.CurrentThread(), windows.TOKEN_QUERY, true, &token)
	if back := windows.RevertToSelf(); err != nil || back != nil {
		t.Fatal(err, back)
	}
	defer token.Close()
	const other = "S-1-5-21-1-2-3-1001"
	for rights, want := range map[string]bool{
		"O:SYG:SYD:(A;;FA;;;" + own + ")":                        true,
		"O:SYG:SYD:(A;;FR;;;" + own + ")":                        true,
		"O:SYG:SYD:(A;;0x1;;;" + own + ")":                       true,
		"O:SYG:SYD:(A;;FR;;;WD)":                                 true,
		"O:SYG:SYD:(A;;FA;;;" + other + ")":                      false,
		"O:" + own + "G:SYD:(A;;FA;;;" + other + ")":             false,
		"O:SYG:SYD:(D;;FR;;;" + own + ")(A;;FA;;;WD)":            false,
		"O:SYG:SYD:(A;;RC;;;" + own + ")(A;;FA;;;" + other + ")": false,
		"O:SYG:SYD:": false,
	} {
		sd, err := windows.SecurityDescriptorFromString(rights)
		if err != nil {
			t.Fatal(err)
		}
		if got := accessCheck(sd, token, windows.FILE_READ_DATA); got != want {
			t.Errorf("%s: %v, want %v", rights, got, want)
		}
	}
}
