package drives

import "encoding/binary"

// A noticeFilter is Windows' CM_NOTIFY_FILTER (cfgmgr32.h): 16 bytes, and room for the longest of its targets, a
// device's name of 200 UTF-16 units.
type noticeFilter struct {
	size, flags, kind, reserved uint32
	target                      [50]uint64
}

// The kinds of filter (CM_NOTIFY_FILTER_TYPE).
const (
	filterInterface = 0 // devices of a class, the target, that come
	filterHandle    = 1 // the device that the target, an open handle, leads to
)

// noticeFilterSize is what Windows takes for the size of a filter, on 32 and on 64 bits.
const noticeFilterSize = 416

// The actions of which a notice tells (CM_NOTIFY_ACTION). An action may be followed by another for the same handle.
const (
	actionArrival      = 0 // CM_NOTIFY_ACTION_DEVICEINTERFACEARRIVAL
	actionQueryRemove  = 2 // CM_NOTIFY_ACTION_DEVICEQUERYREMOVE
	actionRemoveFailed = 3 // CM_NOTIFY_ACTION_DEVICEQUERYREMOVEFAILED
	actionRemoved      = 5 // CM_NOTIFY_ACTION_DEVICEREMOVECOMPLETE
)

// volumes is the class of all volumes: GUID_DEVINTERFACE_VOLUME, 53F5630D-B6BF-11D0-94F2-00A0C91EFB8B (winioctl.h),
// as it lies in memory.
var volumes = [16]byte{0x0D, 0x63, 0xF5, 0x53, 0xBF, 0xB6, 0xD0, 0x11, 0x94, 0xF2, 0x00, 0xA0, 0xC9, 0x1E, 0xFB, 0x8B}

func filterOfClass(class [16]byte) *noticeFilter {
	f := &noticeFilter{size: noticeFilterSize, kind: filterInterface}
	f.target[0], f.target[1] = binary.LittleEndian.Uint64(class[:8]), binary.LittleEndian.Uint64(class[8:])
	return f
}

func filterOfHandle(handle uintptr) *noticeFilter {
	f := &noticeFilter{size: noticeFilterSize, kind: filterHandle}
	f.target[0] = uint64(handle)
	return f
}

// departure returns what an action says of the drive. It is false for one that asks nothing and ends nothing.
func departure(action uint32) (Departure, bool) {
	switch action {
	case actionQueryRemove:
		return Asked, true
	case actionRemoveFailed:
		return Refused, true
	case actionRemoved:
		return Gone, true
	}
	return 0, false
}
