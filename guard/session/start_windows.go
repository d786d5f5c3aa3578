package session

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Start starts the tray in a session, as its user, with his environment, on his desktop. It returns when the process is
// there; whether the tray stays is not waited for. It fails where the session has another user by now.
func (s Starter) Start(session Session) error {
	token, user, err := userOf(session.ID)
	if err != nil {
		return err
	}
	defer token.Close()
	if user != session.User {
		return errors.New("the session has another user")
	}
	return s.startAs(token)
}

// startAs starts the tray with a user's primary token, in the session that the token is of.
func (s Starter) startAs(token windows.Token) error {
	if err := refuseSystem(token); err != nil {
		return err
	}
	program, err := windows.UTF16PtrFromString(s.Program)
	if err != nil {
		return err
	}
	command, err := windows.UTF16PtrFromString(windows.ComposeCommandLine(slices.Concat([]string{s.Program}, s.Args)))
	if err != nil {
		return err
	}
	// A service's child would otherwise get the service's desktop, which nobody sees.
	desktop, err := windows.UTF16PtrFromString(`winsta0\default`)
	if err != nil {
		return err
	}
	dir, err := windows.UTF16PtrFromString(filepath.Dir(s.Program))
	if err != nil {
		return err
	}
	var env *uint16
	if err := windows.CreateEnvironmentBlock(&env, token, false); err != nil {
		return fmt.Errorf("make the user's environment: %w", err)
	}
	defer windows.DestroyEnvironmentBlock(env)
	start := windows.StartupInfo{Desktop: desktop}
	start.Cb = uint32(unsafe.Sizeof(start))
	var started windows.ProcessInformation
	const flags = windows.CREATE_UNICODE_ENVIRONMENT | windows.CREATE_NO_WINDOW
	if err := windows.CreateProcessAsUser(token, program, command, nil, nil, false, flags, env, dir, &start, &started); err != nil {
		return fmt.Errorf("start the tray: %w", err)
	}
	return errors.Join(windows.CloseHandle(started.Thread), windows.CloseHandle(started.Process))
}

// refuseSystem fails for the accounts of services: a window of theirs on a user's desktop is a way to their rights.
func refuseSystem(token windows.Token) error {
	user, err := token.GetTokenUser()
	if err != nil {
		return fmt.Errorf("find the token's user: %w", err)
	}
	for _, kind := range []windows.WELL_KNOWN_SID_TYPE{windows.WinLocalSystemSid, windows.WinLocalServiceSid, windows.WinNetworkServiceSid} {
		if user.User.Sid.IsWellKnown(kind) {
			return errors.New("the session is not a user's")
		}
	}
	return nil
}
