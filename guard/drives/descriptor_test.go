package drives

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf8"
)

// described makes a STORAGE_DEVICE_DESCRIPTOR as Windows does: the fixed part, then vendor, product and serial number.
func described(bus uint32, serial string) []byte {
	data := make([]byte, 36)
	data = append(data, "SanDisk\x00Ultra\x00"...)
	at := len(data)
	data = append(append(data, serial...), 0)
	for offset, value := range map[int]uint32{0: 40, 4: uint32(len(data)), 12: 36, 16: 44, 24: uint32(at), 28: bus} {
		binary.LittleEndian.PutUint32(data[offset:], value)
	}
	return data
}

// with returns data with one of its numbers changed.
func with(data []byte, at int, value uint32) []byte {
	binary.LittleEndian.PutUint32(data[at:], value)
	return data
}

func TestDecodeDescriptor(t *testing.T) {
	for name, test := range map[string]struct {
		data    []byte
		serial  string
		carried bool
		bad     bool
	}{
		"USB disk":              {data: described(7, "4C530001"), serial: "4C530001", carried: true},
		"blanks around it":      {data: described(7, "   4C53 "), serial: "4C53", carried: true},
		"SATA":                  {data: described(11, "WD-1"), serial: "WD-1"},
		"NVMe":                  {data: described(17, "S4EV"), serial: "S4EV"},
		"FireWire":              {data: described(4, ""), carried: true},
		"SD card":               {data: described(12, "0x1234"), serial: "0x1234", carried: true},
		"MMC card":              {data: described(13, ""), carried: true},
		"no number: 0":          {data: with(described(7, "4C53"), 24, 0), carried: true},
		"no number: all ones":   {data: with(described(7, "4C53"), 24, 0xFFFFFFFF), carried: true},
		"number out of reach":   {data: with(described(7, "4C53"), 24, 54), carried: true},
		"number among numbers":  {data: with(described(7, "4C53"), 24, 4), carried: true},
		"longer than the data":  {data: with(described(7, "4C53"), 4, 1<<31), serial: "4C53", carried: true},
		"cut off in the number": {data: described(7, "4C530001")[:54], serial: "4C53", carried: true},
		"control characters":    {data: described(7, "4C\x1b[53\xff"), serial: "4C_[53_", carried: true},
		"too short":             {data: described(7, "")[:35], bad: true},
		"nothing":               {bad: true},
	} {
		got, err := decodeDescriptor(test.data)
		if (err != nil) != test.bad || got.serial != test.serial || got.carried() != test.carried {
			t.Errorf("%s: %+v, carried %v, error %v", name, got, got.carried(), err)
		}
	}
}

func FuzzDecodeDescriptor(f *testing.F) {
	f.Add(described(7, "4C530001"))
	f.Add(described(11, "")[:36])
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := decodeDescriptor(data)
		if err != nil {
			return
		}
		if n := utf8.RuneCountInString(d.serial); n > maxWord || n > len(data)-descriptorMin || strings.Contains(d.serial, "\x00") {
			t.Errorf("serial number of %d letters from %d bytes", n, len(data))
		}
	})
}
