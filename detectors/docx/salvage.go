package docx

import (
	"archive/zip"
	"encoding/binary"
	"io"
	"unicode/utf8"
)

// localHeaderBytes is the length of a local file header without name and extra field (APPNOTE.TXT, 4.3.7).
const localHeaderBytes = 30

// salvage finds up to limit files of a zip by their local headers. Where each ends is not known: DEFLATE tells by
// itself, and a stored one is taken to the next header.
func salvage(r io.ReaderAt, size int64, limit int) []entry {
	var entries []entry
	var starts []int64 // of the data of each entry
	var headers []int64
	scanFor(r, size, localHeader, func(at int64) bool {
		e, start, ok := readHeader(r, at)
		if ok {
			entries = append(entries, e)
			starts = append(starts, start)
			headers = append(headers, at)
		}
		return len(entries) < limit
	})
	for i := range entries {
		end := size
		if i+1 < len(headers) {
			end = headers[i+1]
		}
		data := io.NewSectionReader(r, starts[i], max(end-starts[i], 0))
		entries[i].packed = data
		if entries[i].method == zip.Store {
			entries[i].stored = data
		}
	}
	return entries
}

// readHeader reads the local file header at an offset, and tells whether it can be one.
func readHeader(r io.ReaderAt, at int64) (e entry, data int64, ok bool) {
	var h [localHeaderBytes]byte
	if _, err := r.ReadAt(h[:], at); err != nil {
		return entry{}, 0, false
	}
	flags := binary.LittleEndian.Uint16(h[6:])
	e.method = binary.LittleEndian.Uint16(h[8:])
	nameLen := binary.LittleEndian.Uint16(h[26:])
	extraLen := binary.LittleEndian.Uint16(h[28:])
	if e.method != zip.Store && e.method != zip.Deflate || nameLen == 0 || nameLen > 512 {
		return entry{}, 0, false
	}
	name := make([]byte, nameLen)
	if _, err := r.ReadAt(name, at+localHeaderBytes); err != nil || !utf8.Valid(name) {
		return entry{}, 0, false
	}
	e.name = cleanName(string(name))
	e.encrypted = flags&1 != 0
	return e, at + localHeaderBytes + int64(nameLen) + int64(extraLen), true
}
