package watch

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// carried are the buses whose disks are meant to be carried away, as they stand in a device's path below /sys/devices.
var carried = regexp.MustCompile(`/(usb|fw)\d+/`)

// removableDisk tells whether the disk below m can be taken out. sys is where sysfs is mounted.
func removableDisk(sys string, m mount) bool {
	link := filepath.Join(sys, "dev/block", m.device)
	if strings.HasPrefix(m.device, "0:") { // btrfs and others number themselves; their source names the disk
		link = filepath.Join(sys, "class/block", filepath.Base(m.source))
	}
	dir, err := filepath.EvalSymlinks(link)
	return err == nil && removableDevice(dir, 4)
}

// removableDevice judges a block device by its folder in sysfs. An encrypted or logical disk is removable when a disk
// below it is; depth bounds the layers.
func removableDevice(dir string, depth int) bool {
	if carried.MatchString(dir) || says(dir, "removable", "1") || says(dir, "../removable", "1") { // .. of a partition
		return true
	}
	if says(dir, "device/type", "SD") || says(dir, "../device/type", "SD") { // a card; eMMC, soldered in, says MMC
		return true
	}
	below, err := os.ReadDir(filepath.Join(dir, "slaves"))
	if err != nil || depth == 0 {
		return false
	}
	for _, each := range below {
		next, err := filepath.EvalSymlinks(filepath.Join(dir, "slaves", each.Name()))
		if err == nil && removableDevice(next, depth-1) {
			return true
		}
	}
	return false
}

func says(dir, file, value string) bool {
	text, err := os.ReadFile(filepath.Join(dir, file))
	return err == nil && strings.TrimSpace(string(text)) == value
}
