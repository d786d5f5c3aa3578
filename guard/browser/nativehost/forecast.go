package nativehost

import (
	"bytes"
	"encoding/binary"
)

// lookBytes is how much of each part of a package, from its header on, is fetched before anybody reads it: enough to tell
// what it is.
const lookBytes = 8 << 10

// forecast gives what will be read of a file, before anybody reads it: to wait for each part takes some ten milliseconds,
// and a Word document has dozens of pictures. Of a ZIP that is the first bytes of each part that its directory names, as
// far as that came with start, and all of one that is XML. Any other file is read whole: PDFium loads what it does not
// draw. A wrong guess costs its bytes, and what is not among them is fetched when it is read.
func (b *body) forecast() []span {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !bytes.HasPrefix(b.head, []byte("PK\x03\x04")) {
		return b.claim(nil, 0, b.count())
	}
	var list []span
	next := 0 // piece behind those that are read
	for i, read := range b.readParts() {
		if !read {
			continue
		}
		if i-next > maxSkip {
			next = i
		}
		list = b.claim(list, next, i+1)
		next = i + 1
	}
	return list
}

// readParts tells of each piece whether it holds what is read of a part of a ZIP.
func (b *body) readParts() []bool {
	pieces := make([]bool, b.count())
	for directory := b.tail; ; {
		at, n, rest, found := nextPart(directory)
		if !found {
			return pieces
		}
		at -= int64(len(b.head))
		end := min((at+n+pieceBytes-1)/pieceBytes, int64(len(pieces)))
		for i := max(at, 0) / pieceBytes; i < end; i++ {
			pieces[i] = true
		}
		directory = rest
	}
}

// nextPart finds the next file header in a ZIP's directory (APPNOTE.TXT, 4.3.12), and gives what will be read of its file.
func nextPart(directory []byte) (at, n int64, rest []byte, found bool) {
	const fixed = 46 // bytes of a header before the name
	i := bytes.Index(directory, []byte("PK\x01\x02"))
	if i < 0 || len(directory) < i+fixed {
		return 0, 0, nil, false
	}
	header, rest := directory[i:i+fixed], directory[i+fixed:]
	name := rest[:min(len(rest), int(binary.LittleEndian.Uint16(header[28:])))]
	n = lookBytes
	if bytes.HasSuffix(name, []byte(".xml")) {
		n += int64(binary.LittleEndian.Uint32(header[20:])) // packed
	}
	return int64(binary.LittleEndian.Uint32(header[42:])), n, rest, true
}
