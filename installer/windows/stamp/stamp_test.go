package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"time"
)

// file makes the bytes of a file with a summary in the midst of it, as libmsi writes one.
func file(code string, times [2]uint64, content string) []byte {
	le := binary.LittleEndian
	var values, index []byte
	const first = 8 + 3*8
	add := func(id uint32, value []byte) {
		index = le.AppendUint32(le.AppendUint32(index, id), uint32(first+len(values)))
		values = append(values, value...)
	}
	add(packageCode, append(le.AppendUint32(le.AppendUint32(nil, typeString), codeLen+1), (code+"\x00\x00")...))
	add(created, le.AppendUint64(le.AppendUint32(nil, typeTime), times[0]))
	add(lastSaved, le.AppendUint64(le.AppendUint32(nil, typeTime), times[1]))

	out := append([]byte(content), make([]byte, 28)...)
	out = append(out, summaryID...)
	out = le.AppendUint32(out, 48)
	out = le.AppendUint32(le.AppendUint32(out, uint32(first+len(values))), 3)
	return append(append(append(out, index...), values...), content...)
}

const (
	codeA = "{AAAAAAAA-AAAA-AAAA-AAAA-AAAAAAAAAAAA}"
	codeB = "{BBBBBBBB-BBBB-BBBB-BBBB-BBBBBBBBBBBB}"
)

func stamped(t *testing.T, msi []byte) []byte {
	t.Helper()
	if err := stamp(msi, time.Unix(1795000000, 0)); err != nil {
		t.Fatal(err)
	}
	return msi
}

func TestStamp(t *testing.T) {
	first := stamped(t, file(codeA, [2]uint64{1, 2}, "content"))
	if !bytes.Equal(first, stamped(t, file(codeB, [2]uint64{3, 4}, "content"))) {
		t.Error("the same content gives two files")
	}
	other := stamped(t, file(codeA, [2]uint64{1, 2}, "CONTENT"))
	if code := func(msi []byte) []byte { return msi[bytes.IndexByte(msi, '{'):][:codeLen] }; bytes.Equal(code(first), code(other)) {
		t.Error("another content has the same package code")
	}
	// 2026-11-18 11:06:40 UTC, in steps of 100 ns since 1601.
	if !bytes.Contains(first, binary.LittleEndian.AppendUint64(nil, 134394736000000000)) {
		t.Error("the time is not there")
	}
}

func TestNoSummary(t *testing.T) {
	whole := file(codeA, [2]uint64{}, "")
	for name, msi := range map[string][]byte{
		"nothing": nil,
		"other":   bytes.Repeat([]byte("x"), 1000),
		"cut":     whole[:len(whole)/2],
		"two":     append(bytes.Clone(whole), whole...),
	} {
		if err := stamp(msi, time.Unix(0, 0)); !errors.Is(err, errSummary) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever is in the file: no panic, and no more or fewer bytes.
func FuzzStamp(f *testing.F) {
	f.Add(file(codeA, [2]uint64{1, 2}, "content"))
	f.Fuzz(func(t *testing.T, msi []byte) {
		_ = stamp(msi, time.Unix(0, 0)) // what it does not know it refuses
	})
}
