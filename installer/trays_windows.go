package installer

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

// endsWithin is how long a tray that was told to end may take, in milliseconds.
const endsWithin = 5000

// EndTrays ends the installed tray in the sessions of all users, as a program that runs cannot be replaced. It has
// nothing to save; the guard's service starts it again where it is missing. Of other programs none is touched, whatever
// its name. Without the rights of the system it fails for those of other users.
func EndTrays(s System) error {
	snapshot, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS, 0)
	if err != nil {
		return fmt.Errorf("look for trays: %w", err)
	}
	defer windows.CloseHandle(snapshot)
	var problems error
	entry := windows.ProcessEntry32{Size: uint32(unsafe.Sizeof(windows.ProcessEntry32{}))}
	for err = windows.Process32First(snapshot, &entry); err == nil; err = windows.Process32Next(snapshot, &entry) {
		if strings.EqualFold(windows.UTF16ToString(entry.ExeFile[:]), "tray"+s.Suffix) {
			problems = errors.Join(problems, endIf(entry.ProcessID, s.Program("tray")))
		}
	}
	if !errors.Is(err, windows.ERROR_NO_MORE_FILES) {
		problems = errors.Join(problems, err)
	}
	return problems
}

// endIf ends a process if it is of the program, and waits until it is gone.
func endIf(process uint32, program string) error {
	const rights = windows.PROCESS_QUERY_LIMITED_INFORMATION | windows.PROCESS_TERMINATE | windows.SYNCHRONIZE
	h, err := windows.OpenProcess(rights, false, process)
	if errors.Is(err, windows.ERROR_INVALID_PARAMETER) {
		return nil // it has ended by itself
	}
	if err != nil {
		return fmt.Errorf("end a tray: %w", err)
	}
	defer windows.CloseHandle(h)
	name := make([]uint16, windows.MAX_LONG_PATH)
	size := uint32(len(name))
	if err := windows.QueryFullProcessImageName(h, 0, &name[0], &size); err != nil {
		return fmt.Errorf("end a tray: %w", err)
	}
	if !strings.EqualFold(windows.UTF16ToString(name[:size]), program) {
		return nil
	}
	if err := windows.TerminateProcess(h, 0); err != nil {
		return fmt.Errorf("end a tray: %w", err)
	}
	_, err = windows.WaitForSingleObject(h, endsWithin)
	return err
}
