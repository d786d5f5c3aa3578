package drives

import (
	"fmt"

	"giumat/guard/event"

	"golang.org/x/sys/windows"
)

// Describe returns all that Windows tells of the drive d, which has a volume in it now. Go's own start sets
// SEM_FAILCRITICALERRORS, so that a card reader whose card is gone meanwhile is an error and no question on the screen.
func Describe(d Drive) event.Drive {
	told := d.Drive
	if root, err := windows.UTF16PtrFromString(d.Mount); err == nil {
		told.Label, told.Volume = volume(root)
		told.Size = volumeSize(root)
	}
	if dev, err := openDevice(d.Device); err == nil {
		defer dev.close()
		if described, err := dev.describe(); err == nil {
			told.Serial = described.serial
		}
	}
	return told
}

// volume returns the name of the volume at root, and its serial number as Windows writes it.
func volume(root *uint16) (label, number string) {
	var name [windows.MAX_PATH + 1]uint16
	var id uint32
	if windows.GetVolumeInformation(root, &name[0], uint32(len(name)), &id, nil, nil, nil, 0) != nil {
		return "", ""
	}
	return word(windows.UTF16ToString(name[:])), fmt.Sprintf("%04X-%04X", id>>16, id&0xFFFF)
}

func volumeSize(root *uint16) int64 {
	var total uint64
	if windows.GetDiskFreeSpaceEx(root, nil, &total, nil) != nil || total > 1<<62 {
		return 0
	}
	return int64(total)
}
