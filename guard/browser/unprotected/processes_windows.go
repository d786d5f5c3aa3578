package unprotected

import (
	"fmt"
	"io/fs"
	"slices"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Processes gives the browsers' processes of this PC. Of another user's it may know no more than the name.
func Processes() ([]Process, error) {
	t, err := loadTable()
	if err != nil {
		return nil, err
	}
	var list []Process
	err = each(func(p Process) bool {
		if !t.named(p.Program) {
			return true
		}
		p.details()
		if _, ok := t.of(p.Program); ok {
			list = append(list, p)
		}
		return true
	})
	return list, err
}

// named tells whether a program's name alone may be a browser's: the path costs a look at the process.
func (t table) named(name string) bool {
	return slices.ContainsFunc(t.Browsers, func(e entry) bool {
		_, ok := table{[]entry{{Programs: e.Programs}}}.of(name)
		return ok
	})
}

func look(pid int) (Process, error) {
	found := Process{}
	err := each(func(p Process) bool {
		if p.PID == pid {
			found = p
		}
		return p.PID != pid
	})
	if err == nil && found.PID == 0 {
		err = fmt.Errorf("process %d: %w", pid, fs.ErrNotExist)
	}
	found.details()
	return found, err
}

// each calls visit for every process, by its name, until it says that this is enough.
func each(visit func(Process) bool) error {
	snapshot, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS, 0)
	if err != nil {
		return fmt.Errorf("list processes: %w", err)
	}
	defer windows.CloseHandle(snapshot)
	entry := windows.ProcessEntry32{Size: uint32(unsafe.Sizeof(windows.ProcessEntry32{}))}
	for err = windows.Process32First(snapshot, &entry); err == nil; err = windows.Process32Next(snapshot, &entry) {
		p := Process{
			PID: int(entry.ProcessID), Parent: int(entry.ParentProcessID), Program: windows.UTF16ToString(entry.ExeFile[:]),
		}
		if !visit(p) {
			return nil
		}
	}
	return nil // ERROR_NO_MORE_FILES
}

// details adds what there is to know of a process, as far as this user may.
func (p *Process) details() {
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(p.PID))
	if err != nil {
		return
	}
	defer windows.CloseHandle(h)
	name := make([]uint16, windows.MAX_LONG_PATH)
	if size := uint32(len(name)); windows.QueryFullProcessImageName(h, 0, &name[0], &size) == nil {
		p.Program = windows.UTF16ToString(name[:size])
	}
	var began, ended, inside, outside windows.Filetime
	if windows.GetProcessTimes(h, &began, &ended, &inside, &outside) == nil {
		p.Started = time.Unix(0, began.Nanoseconds())
	}
	p.Args = arguments(p.PID)
}
