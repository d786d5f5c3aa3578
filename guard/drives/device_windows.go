package drives

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/sys/windows"
)

// The questions that are put to a device, and what they ask for (winioctl.h). Its driver has the answers ready: they
// wake no disk and need no rights.
const (
	ioctlStorageQueryProperty   = 0x2D1400
	ioctlStorageGetDeviceNumber = 0x2D1080
)

// A device is what a drive letter stands for: a volume on a disk.
type device struct{ windows.Handle }

// openDevice opens what letter ("E:") stands for, for questions alone.
func openDevice(letter string) (device, error) {
	name, err := windows.UTF16PtrFromString(`\\.\` + letter)
	if err != nil {
		return device{}, err
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE
	h, err := windows.CreateFile(name, 0, share, nil, windows.OPEN_EXISTING, 0, 0)
	if err != nil {
		return device{}, fmt.Errorf("open drive %s: %w", letter, err)
	}
	return device{h}, nil
}

func (d device) close() { _ = windows.CloseHandle(d.Handle) } // fails only for a handle that is none

// describe asks for the device's description.
func (d device) describe() (descriptor, error) {
	query := make([]byte, 12) // STORAGE_PROPERTY_QUERY: StorageDeviceProperty 0, PropertyStandardQuery 0, and no more
	answer := make([]byte, 4096)
	n, err := d.ask(ioctlStorageQueryProperty, query, answer)
	if err != nil {
		return descriptor{}, fmt.Errorf("describe a drive: %w", err)
	}
	return decodeDescriptor(answer[:n])
}

// disk asks for the kind and number of the disk that the volume lies on; no other disk has both.
func (d device) disk() (number uint64, err error) {
	answer := make([]byte, 12) // STORAGE_DEVICE_NUMBER: DeviceType, DeviceNumber, PartitionNumber
	n, err := d.ask(ioctlStorageGetDeviceNumber, nil, answer)
	if err == nil && n < 8 {
		err = errDescriptor
	}
	return binary.LittleEndian.Uint64(answer), err
}

func (d device) ask(question uint32, in, out []byte) (n uint32, err error) {
	var first *byte
	if len(in) > 0 {
		first = &in[0]
	}
	err = windows.DeviceIoControl(d.Handle, question, first, uint32(len(in)), &out[0], uint32(len(out)), &n, nil)
	return min(n, uint32(len(out))), err
}
