package clipboard

import (
	"bytes"
	"encoding/binary"
	"errors"
	"unicode/utf16"
	"unicode/utf8"
)

// errDropFiles does not say what it met, as that could be a part of a name.
var errDropFiles = errors.New("the list of copied files is not of the form that Windows describes (DROPFILES)")

// dropFilesHead is the size of the structure DROPFILES in bytes: where the names begin, a point, whether that is
// outside the window, and whether the names are UTF-16 (shlobj_core.h).
const dropFilesHead = 20

// decodeDropFiles gives the files of a CF_HDROP: names that each end with a zero, and an empty one at the end. Old
// programs write them in the system's code page, which ansi reads. It is true when there are more than maxPaths, or when
// the end is missing: then a name that broke off is left out.
func decodeDropFiles(data []byte, ansi func([]byte) string) (paths []string, more bool, err error) {
	if len(data) < dropFilesHead {
		return nil, false, errDropFiles
	}
	begin, wide := binary.LittleEndian.Uint32(data), binary.LittleEndian.Uint32(data[16:]) != 0
	if begin < dropFilesHead || uint64(begin) > uint64(len(data)) {
		return nil, false, errDropFiles
	}
	next := nextNarrow
	if wide {
		next, ansi = nextWide, fromUTF16
	}
	for data = data[begin:]; ; {
		name, rest, ended := next(data)
		switch {
		case !ended:
			return paths, true, nil
		case len(name) == 0:
			return paths, false, nil
		case len(paths) == maxPaths:
			return paths, true, nil
		}
		paths = append(paths, ansi(name))
		data = rest
	}
}

// nextNarrow cuts off the bytes before the first zero; false when there is none.
func nextNarrow(data []byte) (name, rest []byte, ended bool) {
	return bytes.Cut(data, []byte{0})
}

// nextWide cuts off the bytes before the first pair of zeros that is one letter.
func nextWide(data []byte) (name, rest []byte, ended bool) {
	for i := 0; i+1 < len(data); i += 2 {
		if data[i] == 0 && data[i+1] == 0 {
			return data[:i], data[i+2:], true
		}
	}
	return data, nil, false
}

// fromUTF16 reads a name. Windows allows half a surrogate pair in one; it is written as package os does, in three bytes
// (WTF-8), so that the file can be found by the name that is given.
func fromUTF16(data []byte) string {
	var name []byte
	for i := 0; i+1 < len(data); i += 2 {
		r := rune(binary.LittleEndian.Uint16(data[i:]))
		if i+3 < len(data) {
			if both := utf16.DecodeRune(r, rune(binary.LittleEndian.Uint16(data[i+2:]))); both != utf8.RuneError {
				r, i = both, i+2
			}
		}
		if utf16.IsSurrogate(r) {
			name = append(name, 0xe0|byte(r>>12), 0x80|byte(r>>6)&0xbf, 0x80|byte(r)&0xbf)
			continue
		}
		name = utf8.AppendRune(name, r)
	}
	return string(name)
}
