package onaccess

import (
	"encoding/binary"
	"errors"
)

// A metadata is one struct fanotify_event_metadata, as fanotify(7) describes it.
type metadata struct {
	Mask uint64
	FD   int32 // negative when there is none
	PID  int32 // 0 for a process that this one cannot see
}

const (
	metadataBytes   = 24 // FAN_EVENT_METADATA_LEN
	metadataVersion = 3  // FANOTIFY_METADATA_VERSION
)

var errMetadata = errors.New("the kernel's event is not understood")

// nextMetadata takes the first event off buf, which is not empty. What stands between the event's fixed part and its
// end, information records that nobody asked for, is passed over.
func nextMetadata(buf []byte) (e metadata, rest []byte, err error) {
	if len(buf) < metadataBytes {
		return metadata{}, nil, errMetadata
	}
	size := binary.NativeEndian.Uint32(buf)
	fixed := binary.NativeEndian.Uint16(buf[6:])
	if buf[4] != metadataVersion || fixed < metadataBytes || uint32(fixed) > size || uint64(size) > uint64(len(buf)) {
		return metadata{}, nil, errMetadata
	}
	return metadata{
		Mask: binary.NativeEndian.Uint64(buf[8:]),
		FD:   int32(binary.NativeEndian.Uint32(buf[16:])),
		PID:  int32(binary.NativeEndian.Uint32(buf[20:])),
	}, buf[size:], nil
}
