package drives

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
)

// A descriptor is what Windows' STORAGE_DEVICE_DESCRIPTOR (winioctl.h) tells of a device that we need.
type descriptor struct {
	bus    uint32
	serial string
}

// The parts of a STORAGE_DEVICE_DESCRIPTOR: numbers of 4 bytes, the least first, but for four single bytes at 8. The
// serial number is a text that ends with a zero byte, so many bytes from the beginning.
const (
	descriptorSizeAt   = 4
	descriptorSerialAt = 24
	descriptorBusAt    = 28
	descriptorMin      = 36
)

// carriedBuses are the STORAGE_BUS_TYPEs (winioctl.h) whose disks are meant to be carried away, even where the disk
// calls itself fixed: FireWire, USB, SD and MMC cards.
var carriedBuses = []uint32{4, 7, 12, 13}

// carried tells whether the device is on such a bus.
func (d descriptor) carried() bool { return slices.Contains(carriedBuses, d.bus) }

var errDescriptor = errors.New("description of a device that makes no sense")

// decodeDescriptor reads what IOCTL_STORAGE_QUERY_PROPERTY answered. A device without a serial number has 0 or all
// ones in its place.
func decodeDescriptor(data []byte) (descriptor, error) {
	if len(data) < descriptorMin {
		return descriptor{}, errDescriptor
	}
	d := descriptor{bus: binary.LittleEndian.Uint32(data[descriptorBusAt:])}
	size := uint64(binary.LittleEndian.Uint32(data[descriptorSizeAt:]))
	at, end := uint64(binary.LittleEndian.Uint32(data[descriptorSerialAt:])), min(size, uint64(len(data)))
	if at >= descriptorMin && at < end {
		text, _, _ := bytes.Cut(data[at:end], []byte{0})
		d.serial = word(string(text))
	}
	return d, nil
}
