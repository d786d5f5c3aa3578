package drives

import (
	"fmt"
	"path/filepath"

	"giumat/guard/event"

	"golang.org/x/sys/windows"
)

// letters are the drive letters. What calls itself a fixed disk is asked once for its bus, when its letter comes.
type letters struct {
	system string          // the letter of Windows itself
	asked  map[string]bool // whether the fixed disk of that letter can be carried away
}

func newLetters() (*letters, error) {
	dir, err := windows.GetSystemWindowsDirectory()
	if err != nil {
		return nil, fmt.Errorf("find the drive of Windows: %w", err)
	}
	return &letters{system: filepath.VolumeName(dir), asked: map[string]bool{}}, nil
}

// forget has every fixed disk asked anew: a letter may have gone and come back with another disk.
func (l *letters) forget() { clear(l.asked) }

// removable returns the drives that can be carried away. To look at the letters takes some microseconds and wakes no drive.
func (l *letters) removable() ([]Drive, error) {
	have, err := windows.GetLogicalDrives()
	if err != nil {
		return nil, fmt.Errorf("list drive letters: %w", err)
	}
	var list []Drive
	for i := range 26 {
		letter := string(rune('A'+i)) + ":"
		if have&(1<<i) == 0 {
			delete(l.asked, letter)
			continue
		}
		if l.canLeave(letter) {
			list = append(list, Drive{Mount: letter + `\`, Removable: true, Drive: event.Drive{Device: letter}})
		}
	}
	return list, nil
}

func (l *letters) canLeave(letter string) bool {
	root, err := windows.UTF16PtrFromString(letter + `\`)
	if err != nil || letter == l.system {
		return false
	}
	switch windows.GetDriveType(root) {
	case windows.DRIVE_REMOVABLE:
		return true
	case windows.DRIVE_FIXED:
		carried, known := l.asked[letter]
		if !known {
			carried = l.carried(letter)
			l.asked[letter] = carried
		}
		return carried
	}
	return false
}

// carried tells whether a fixed disk is on a bus for things that are carried, and is not the disk of Windows itself,
// which a tablet may have on such a bus. One that does not answer stays where it is.
func (l *letters) carried(letter string) bool {
	dev, err := openDevice(letter)
	if err != nil {
		return false
	}
	defer dev.close()
	described, err := dev.describe()
	if err != nil || !described.carried() {
		return false
	}
	own, err := dev.disk()
	if err != nil {
		return true // a volume over several disks; that of Windows is none such on USB
	}
	return own != l.systemDisk()
}

// systemDisk returns the disk of Windows itself, or what is no disk's number.
func (l *letters) systemDisk() uint64 {
	dev, err := openDevice(l.system)
	if err != nil {
		return 0
	}
	defer dev.close()
	number, err := dev.disk()
	if err != nil {
		return 0
	}
	return number
}
