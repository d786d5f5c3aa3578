package drives

import (
	"testing"
	"unsafe"
)

// Windows refuses a filter of another size, and reads the target at 16.
func TestNoticeFilter(t *testing.T) {
	f := filterOfClass(volumes)
	if size, at := unsafe.Sizeof(*f), unsafe.Offsetof(f.target); size != noticeFilterSize || at != 16 {
		t.Errorf("a filter has %d bytes, its target at %d; want %d and 16", size, at, noticeFilterSize)
	}
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(f)), noticeFilterSize)
	want := append([]byte{0xA0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, volumes[:]...)
	if string(bytes[:32]) != string(want) {
		t.Errorf("filter begins % x, want % x", bytes[:32], want)
	}
	h := filterOfHandle(0x1234)
	if h.size != noticeFilterSize || h.kind != filterHandle || h.target[0] != 0x1234 || h.target[1] != 0 {
		t.Errorf("filter of a handle %+v", h)
	}
}

func TestDeparture(t *testing.T) {
	want := map[uint32]Departure{2: Asked, 3: Refused, 5: Gone}
	for action := range uint32(12) {
		d, ok := departure(action)
		if d != want[action] || ok != (want[action] != 0) {
			t.Errorf("action %d is %v, %v; want %v", action, d, ok, want[action])
		}
	}
}
