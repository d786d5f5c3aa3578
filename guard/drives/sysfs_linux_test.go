package drives

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"giumat/guard/event"

	"github.com/google/go-cmp/cmp"
)

// The disks of the made-up PC, by their folders in sysfs.
const (
	usb  = "devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb"
	hub  = "devices/pci0000:00/0000:00:14.0/usb2/2-2/2-2.1/2-2.1:1.0/host8/target8:0:0/8:0:0:0/block/sde"
	ssd  = "devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda"
	fw   = "devices/pci0000:00/0000:00:1c.0/fw1/fw1.0/host7/target7:0:0/7:0:0:0/block/sdc"
	sd   = "devices/platform/soc/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0"
	emmc = "devices/platform/soc/mmc_host/mmc1/mmc1:0001/block/mmcblk1"
	cd   = "devices/pci0000:00/0000:00:17.0/ata2/host1/target1:0:0/1:0:0:0/block/sr0"
	nvme = "devices/pci0000:00/0000:00:1d.0/0000:03:00.0/nvme/nvme0/nvme0n1"
)

// madeUp lays the files and links of a PC below a new folder, and returns it.
func madeUp(t *testing.T, files, links map[string]string) string {
	t.Helper()
	pc := t.TempDir()
	for name, text := range files {
		path := filepath.Join(pc, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, os.WriteFile(path, []byte(text), 0o600))
	}
	for link, target := range links {
		path := filepath.Join(pc, link)
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, os.Symlink(filepath.Join(pc, target), path))
	}
	return pc
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestRemovableDisk(t *testing.T) {
	files := map[string]string{
		ssd + "/removable": "0\n", ssd + "/sda1/partition": "1\n",
		usb + "/removable": "0\n", usb + "/sdb1/partition": "1\n",
		fw + "/removable": "0\n",
		sd + "/removable": "0\n", sd + "/device/type": "SD\n", sd + "/mmcblk0p1/partition": "1\n",
		emmc + "/removable": "0\n", emmc + "/device/type": "MMC\n", emmc + "/mmcblk1p1/partition": "1\n",
		cd + "/removable":                        "1\n",
		"devices/virtual/block/dm-0/removable":   "0\n",
		"devices/virtual/block/dm-1/removable":   "0\n",
		"devices/virtual/block/dm-0/slaves/.use": "", "devices/virtual/block/dm-1/slaves/.use": "",
	}
	links := map[string]string{
		"dev/block/8:1": ssd + "/sda1", "dev/block/8:17": usb + "/sdb1", "dev/block/8:32": fw,
		"dev/block/179:1": sd + "/mmcblk0p1", "dev/block/179:9": emmc + "/mmcblk1p1", "dev/block/11:0": cd,
		"dev/block/253:0": "devices/virtual/block/dm-0", "dev/block/253:1": "devices/virtual/block/dm-1", "class/block/sdb1": usb + "/sdb1",
		"devices/virtual/block/dm-0/slaves/sdb1": usb + "/sdb1", "devices/virtual/block/dm-1/slaves/sda1": ssd + "/sda1",
	}
	sys := madeUp(t, files, links)
	for name, test := range map[string]struct {
		mount mount
		want  bool
	}{
		"disk inside":               {mount{device: "8:1"}, false},
		"USB":                       {mount{device: "8:17"}, true},
		"FireWire":                  {mount{device: "8:32"}, true},
		"SD card":                   {mount{device: "179:1"}, true},
		"eMMC":                      {mount{device: "179:9"}, false},
		"CD":                        {mount{device: "11:0"}, true},
		"encrypted USB":             {mount{device: "253:0"}, true},
		"encrypted disk inside":     {mount{device: "253:1"}, false},
		"btrfs on USB":              {mount{device: "0:44", source: "/dev/sdb1"}, true},
		"file system without disk":  {mount{device: "0:45", source: "tmpfs"}, false},
		"disk that nobody knows of": {mount{device: "99:1"}, false},
	} {
		if got := removableDisk(sys, test.mount); got != test.want {
			t.Errorf("%s: removable %v, want %v", name, got, test.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	pc := madeUp(t, map[string]string{
		"sys/" + usb + "/sdb1/size": "31250000\n", "sys/" + usb + "/../../../../../../serial": "4C530001\n",
		"sys/" + usb + "/../../../../../../idVendor": "0781\n", "sys/" + usb + "/../../../../../../../serial": "0000:00:14.0\n",
		"sys/" + hub + "/size": "x", "sys/" + hub + "/../../../../../../idVendor": "0781\n",
		"sys/" + hub + "/../../../../../../../serial": "the hub's",
		"sys/" + nvme + "/nvme0n1p2/size":             "2048", "sys/" + nvme + "/../serial": "S4EV   \n",
		"sys/" + sd + "/mmcblk0p1/size": "-1", "sys/" + sd + "/../../serial": "0x1234abcd\n",
		"sys/devices/virtual/block/dm-0/size": "100", "sys/devices/virtual/block/loop0/size": "8",
	}, map[string]string{
		"sys/dev/block/8:17": "sys/" + usb + "/sdb1", "sys/class/block/sdb1": "sys/" + usb + "/sdb1", "sys/dev/block/8:64": "sys/" + hub,
		"sys/dev/block/259:2": "sys/" + nvme + "/nvme0n1p2", "sys/dev/block/179:1": "sys/" + sd + "/mmcblk0p1",
		"sys/dev/block/254:0": "sys/devices/virtual/block/dm-0", "sys/devices/virtual/block/dm-0/slaves/sdb1": "sys/" + usb + "/sdb1",
		"sys/dev/block/7:0":                             "sys/devices/virtual/block/loop0",
		`dev/disk/by-label/USB\x20c\xe1\xbb\xa7a\x20An`: "dev/sdb1", "dev/disk/by-uuid/1A2B-3C4D": "dev/sdb1",
		`dev/disk/by-label/\xe2\x80\xaefdp\xff\x0a`: "dev/dm-0", "dev/disk/by-uuid/other": "dev/sda1",
	})
	for name, test := range map[string]struct {
		number, device string
		want           event.Drive
	}{
		"USB":                      {"8:17", "/dev/sdb1", event.Drive{Label: "USB của An", Volume: "1A2B-3C4D", Serial: "4C530001", Size: 16e9}},
		"USB with btrfs":           {"0:44", "/dev/sdb1", event.Drive{Label: "USB của An", Volume: "1A2B-3C4D", Serial: "4C530001", Size: 16e9}},
		"USB without a number":     {"8:64", "/dev/sde", event.Drive{}},
		"NVMe":                     {"259:2", "/dev/nvme0n1p2", event.Drive{Serial: "S4EV", Size: 1 << 20}},
		"SD card":                  {"179:1", "/dev/mmcblk0p1", event.Drive{Serial: "0x1234abcd"}},
		"encrypted USB, odd label": {"254:0", "/dev/mapper/luks", event.Drive{Label: "_fdp_", Serial: "4C530001", Size: 51200}},
		"image":                    {"7:0", "/dev/loop0", event.Drive{Size: 4096}},
		"no disk":                  {"0:45", "tmpfs", event.Drive{}},
		"unknown":                  {"99:1", "/dev/sdz", event.Drive{}},
	} {
		test.want.Device = test.device
		got := describe(filepath.Join(pc, "sys"), filepath.Join(pc, "dev"), event.Drive{Device: test.device}, test.number)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// What this PC's own drives are is not known here; but they can be asked.
func TestDescribeThisPC(t *testing.T) {
	var list []Drive
	ctx, cancel := context.WithCancel(t.Context())
	must(t, System(ctx, func(now []Drive) {
		list = now
		cancel()
	}))
	if !slices.ContainsFunc(list, func(d Drive) bool { return d.Mount == "/" && !d.Removable }) {
		t.Errorf("%d drives, and none is the root", len(list))
	}
	for _, d := range list {
		if got := Describe(d); got.Device != d.Device || got.Size < 0 {
			t.Errorf("described as %+v, want the device %q", got, d.Device)
		}
	}
}
