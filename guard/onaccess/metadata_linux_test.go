package onaccess

import (
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// raw builds a struct fanotify_event_metadata with more bytes after its fixed part.
func raw(m metadata, more int) []byte {
	b := binary.NativeEndian.AppendUint32(nil, uint32(metadataBytes+more))
	b = append(b, metadataVersion, 0)
	b = binary.NativeEndian.AppendUint16(b, metadataBytes)
	b = binary.NativeEndian.AppendUint64(b, m.Mask)
	b = binary.NativeEndian.AppendUint32(b, uint32(m.FD))
	b = binary.NativeEndian.AppendUint32(b, uint32(m.PID))
	return append(b, make([]byte, more)...)
}

func TestMetadata(t *testing.T) {
	want := []metadata{{Mask: 0x10000, FD: 7, PID: 4711}, {Mask: 0x4000, FD: -1}, {Mask: 8, FD: 9, PID: 1}}
	var buf []byte
	for i, m := range want {
		buf = append(buf, raw(m, 8*i)...)
	}
	var got []metadata
	for len(buf) > 0 {
		m, rest, err := nextMetadata(buf)
		if err != nil {
			t.Fatal(err)
		}
		got, buf = append(got, m), rest
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	version := raw(want[0], 0)
	version[4] = 4
	long := raw(want[0], 8)
	for name, bad := range map[string][]byte{
		"another version": version, "cut": long[:24], "short": long[:10], "no size": make([]byte, 24),
	} {
		if _, _, err := nextMetadata(bad); err == nil {
			t.Errorf("%s: understood", name)
		}
	}
}

func FuzzMetadata(f *testing.F) {
	f.Add(raw(metadata{Mask: 0x10000, FD: 7, PID: 4711}, 0))
	f.Add(append(raw(metadata{Mask: 8, FD: 9}, 16), raw(metadata{Mask: 0x4000, FD: -1}, 0)...))
	f.Fuzz(func(t *testing.T, buf []byte) {
		for len(buf) > 0 {
			_, rest, err := nextMetadata(buf)
			if err != nil {
				return
			}
			if len(buf)-len(rest) < metadataBytes {
				t.Fatal("an event shorter than its fixed part")
			}
			buf = rest
		}
	})
}
