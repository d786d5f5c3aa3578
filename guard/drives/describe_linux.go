package drives

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"giumat/guard/event"

	"golang.org/x/sys/unix"
)

// Describe returns all that the system tells of the drive d, which is mounted. It reads sysfs and the names of udev's
// links, and nothing on the drive.
func Describe(d Drive) event.Drive {
	var st unix.Stat_t
	if unix.Stat(d.Mount, &st) != nil {
		return d.Drive
	}
	number := fmt.Sprintf("%d:%d", unix.Major(st.Dev), unix.Minor(st.Dev))
	return describe("/sys", "/dev", d.Drive, number)
}

// describe adds to d what sysfs and udev, which are at sys and dev, tell of the block device with that number.
func describe(sys, dev string, d event.Drive, number string) event.Drive {
	dir, err := filepath.EvalSymlinks(blockLink(sys, number, d.Device))
	if err != nil {
		return d // a file system without a disk
	}
	node := filepath.Base(dir)
	d.Label = word(linkTo(filepath.Join(dev, "disk/by-label"), node))
	d.Volume = word(linkTo(filepath.Join(dev, "disk/by-uuid"), node))
	d.Serial = word(serial(dir, maxLayers))
	d.Size = size(dir)
	return d
}

// linkTo returns the name of the link in dir that leads to node, without udev's escapes.
func linkTo(dir, node string) string {
	links, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	for _, link := range links {
		target, err := os.Readlink(filepath.Join(dir, link.Name()))
		if err == nil && filepath.Base(target) == node {
			return udevName(link.Name())
		}
	}
	return ""
}

// serial returns the serial number of the device that the block device at dir is part of: that of the nearest folder
// above that has one. A device on USB ends the search, for what is above it are hubs, which have numbers too. An
// encrypted or logical disk has that of the disk below it.
func serial(dir string, depth int) string {
	for at := dir; filepath.Base(at) != "devices" && len(at) > 1; at = filepath.Dir(at) {
		text, err := os.ReadFile(filepath.Join(at, "serial"))
		if err == nil {
			return string(text)
		}
		if _, err := os.Stat(filepath.Join(at, "idVendor")); err == nil {
			break
		}
	}
	for _, next := range layersBelow(dir, depth) {
		if found := serial(next, depth-1); found != "" {
			return found
		}
	}
	return ""
}

// size returns how many bytes the block device at dir has. The kernel counts in sectors of 512 bytes, whatever the
// disk's own (Documentation/ABI/stable/sysfs-block).
func size(dir string) int64 {
	text, err := os.ReadFile(filepath.Join(dir, "size"))
	if err != nil {
		return 0
	}
	sectors, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil || sectors < 0 || sectors > 1<<53 {
		return 0
	}
	return sectors * 512
}
