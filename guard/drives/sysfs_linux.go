package drives

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// carried are the buses whose disks are meant to be carried away, as they stand in a device's path below /sys/devices.
var carried = regexp.MustCompile(`/(usb|fw)\d+/`)

// maxLayers bounds the disks below an encrypted or logical disk.
const maxLayers = 4

// blockLink returns the link in sysfs that leads to the block device with that number (major:minor). btrfs and others
// number themselves; their source names the disk.
func blockLink(sys, number, source string) string {
	if strings.HasPrefix(number, "0:") {
		return filepath.Join(sys, "class/block", filepath.Base(source))
	}
	return filepath.Join(sys, "dev/block", number)
}

// removableDisk tells whether the disk below m can be taken out. sys is where sysfs is mounted.
func removableDisk(sys string, m mount) bool {
	dir, err := filepath.EvalSymlinks(blockLink(sys, m.device, m.source))
	return err == nil && removableDevice(dir, maxLayers)
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
	return slices.ContainsFunc(layersBelow(dir, depth), func(next string) bool { return removableDevice(next, depth-1) })
}

// layersBelow returns the folders of the disks that an encrypted or logical disk is made of; none at depth 0.
func layersBelow(dir string, depth int) []string {
	slaves := filepath.Join(dir, "slaves")
	below, err := os.ReadDir(slaves)
	if err != nil || depth == 0 {
		return nil
	}
	var list []string
	for _, each := range below {
		if next, err := filepath.EvalSymlinks(filepath.Join(slaves, each.Name())); err == nil {
			list = append(list, next)
		}
	}
	return list
}

func says(dir, file, value string) bool {
	text, err := os.ReadFile(filepath.Join(dir, file))
	return err == nil && strings.TrimSpace(string(text)) == value
}
