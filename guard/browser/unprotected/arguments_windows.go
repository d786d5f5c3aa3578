package unprotected

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// memory reads another process's memory. Addresses there are numbers: as pointers, the garbage collector would follow
// them in our own.
type memory struct{ process windows.Handle }

// arguments gives a process's command line, empty where it cannot be had. It is read out of the process's own memory:
// the environment block (PEB), which Microsoft describes, names the parameters that it was started with.
func arguments(pid int) []string {
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_INFORMATION|windows.PROCESS_VM_READ, false, uint32(pid))
	if err != nil {
		return nil
	}
	defer windows.CloseHandle(h)
	var info [unsafe.Sizeof(windows.PROCESS_BASIC_INFORMATION{}) / unsafe.Sizeof(uintptr(0))]uintptr
	err = windows.NtQueryInformationProcess(h, windows.ProcessBasicInformation, unsafe.Pointer(&info), uint32(unsafe.Sizeof(info)), nil)
	if err != nil {
		return nil
	}
	m := memory{h}
	block := info[unsafe.Offsetof(windows.PROCESS_BASIC_INFORMATION{}.PebBaseAddress)/unsafe.Sizeof(uintptr(0))]
	parameters := m.word(block + unsafe.Offsetof(windows.PEB{}.ProcessParameters))
	line := parameters + unsafe.Offsetof(windows.RTL_USER_PROCESS_PARAMETERS{}.CommandLine)
	length := uint16(m.word(line)) // in bytes, the first field
	text := make([]uint16, (length+1)/2)
	if len(text) == 0 || !m.read(m.word(line+unsafe.Offsetof(windows.NTUnicodeString{}.Buffer)), unsafe.Pointer(&text[0]), uintptr(length)) {
		return nil
	}
	args, err := windows.DecomposeCommandLine(windows.UTF16ToString(text))
	if err != nil {
		return nil
	}
	return args
}

// word reads an address or number, 0 where none can be read.
func (m memory) word(at uintptr) uintptr {
	var n uintptr
	if !m.read(at, unsafe.Pointer(&n), unsafe.Sizeof(n)) {
		return 0
	}
	return n
}

func (m memory) read(at uintptr, into unsafe.Pointer, size uintptr) bool {
	return at != 0 && windows.ReadProcessMemory(m.process, at, (*byte)(into), size, nil) == nil
}
