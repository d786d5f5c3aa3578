package session

import (
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

// thisServer is the PC itself (WTS_CURRENT_SERVER_HANDLE).
const thisServer = windows.Handle(0)

// List gives the sessions in which somebody is logged on, at the screen now or not. It needs the rights of the system.
func List() ([]Session, error) {
	var first *windows.WTS_SESSION_INFO
	var count uint32
	if err := windows.WTSEnumerateSessions(thisServer, 0, 1, &first, &count); err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	defer windows.WTSFreeMemory(uintptr(unsafe.Pointer(first)))
	var list []Session
	for _, info := range unsafe.Slice(first, count) {
		if info.SessionID == 0 || info.State != windows.WTSActive && info.State != windows.WTSDisconnected {
			continue // session 0 is that of the services
		}
		token, user, err := userOf(info.SessionID)
		if errors.Is(err, windows.ERROR_NO_TOKEN) || errors.Is(err, windows.ERROR_FILE_NOT_FOUND) {
			continue // nobody is logged on, or the session has just gone
		}
		if err != nil {
			return nil, err
		}
		token.Close()
		list = append(list, Session{ID: info.SessionID, User: user})
	}
	return list, nil
}

// userOf gives the token of the user of a session, which the caller closes, and his SID.
func userOf(session uint32) (windows.Token, string, error) {
	var token windows.Token
	if err := windows.WTSQueryUserToken(session, &token); err != nil {
		return 0, "", fmt.Errorf("find the user of session %d: %w", session, err)
	}
	user, err := token.GetTokenUser()
	if err != nil {
		token.Close()
		return 0, "", fmt.Errorf("find the user of session %d: %w", session, err)
	}
	return token, user.User.Sid.String(), nil
}
