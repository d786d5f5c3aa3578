package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// Properties of the summary that change from build to build ("Summary Information Stream Property Set", Windows
// Installer), and their types (MS-OLEPS, 2.15).
const (
	packageCode = 9  // PIDSI_REVNUMBER
	created     = 12 // PIDSI_CREATE_DTM
	lastSaved   = 13 // PIDSI_LASTSAVE_DTM

	typeString = 0x1e
	typeTime   = 0x40
)

// codeLen is the length of a package code: a UUID in braces.
const codeLen = 38

// summaryID is FMTID_SummaryInformation (MS-OLEPS, 3.1), as it lies in the file, 28 bytes from the stream's beginning.
var summaryID = []byte{0xe0, 0x85, 0x9f, 0xf2, 0xf9, 0x4f, 0x68, 0x10, 0xab, 0x91, 0x08, 0x00, 0x2b, 0x27, 0xb3, 0xd9}

// errSummary is a file whose summary is not as we know it.
var errSummary = errors.New("no summary as an MSI has it")

// stamp sets times and package code in msi.
func stamp(msi []byte, t time.Time) error {
	s, err := findSummary(msi)
	if err != nil {
		return err
	}
	for _, id := range []uint32{created, lastSaved} {
		at, err := s.value(id, typeTime, 8)
		if err != nil {
			return err
		}
		binary.LittleEndian.PutUint64(at, filetime(t))
	}
	code, err := s.value(packageCode, typeString, 4+codeLen)
	if err != nil {
		return err
	}
	code = code[4:] // after its length
	clear(code)
	copy(code, fromContent(msi))
	return nil
}

// summary is the property set within the file; libmsi and Windows Installer write it in one piece.
type summary []byte

func findSummary(msi []byte) (summary, error) {
	at := bytes.Index(msi, summaryID)
	if at < 28 || bytes.Contains(msi[at+1:], summaryID) {
		return nil, errSummary
	}
	stream := msi[at-28:]
	if len(stream) < 48 {
		return nil, errSummary
	}
	section := uint64(binary.LittleEndian.Uint32(stream[44:]))
	if section+8 > uint64(len(stream)) {
		return nil, errSummary
	}
	s := stream[section:]
	size := uint64(binary.LittleEndian.Uint32(s))
	if size < 8 || size > uint64(len(s)) {
		return nil, errSummary
	}
	return summary(s[:size]), nil
}

// value gives the n bytes that the property holds, to be changed in place.
func (s summary) value(id, kind uint32, n int) ([]byte, error) {
	count := uint64(binary.LittleEndian.Uint32(s[4:]))
	for i := range count {
		entry := 8 + 8*i
		if entry+8 > uint64(len(s)) {
			break
		}
		if binary.LittleEndian.Uint32(s[entry:]) != id {
			continue
		}
		at := uint64(binary.LittleEndian.Uint32(s[entry+4:]))
		if at+4+uint64(n) > uint64(len(s)) || binary.LittleEndian.Uint32(s[at:]) != kind {
			break
		}
		return s[at+4:][:n], nil
	}
	return nil, fmt.Errorf("%w: property %d", errSummary, id)
}

// filetime is t as Windows counts, in steps of 100 ns since 1601.
func filetime(t time.Time) uint64 {
	const from1601 = 11_644_473_600 // seconds to 1970
	return uint64(t.Unix()+from1601) * 10_000_000
}

// fromContent makes a UUID of the file's bytes (RFC 9562, section 5.8: by a rule of one's own).
func fromContent(msi []byte) string {
	h := sha256.Sum256(msi)
	h[6] = h[6]&0x0f | 0x80
	h[8] = h[8]&0x3f | 0x80
	return fmt.Sprintf("{%X-%X-%X-%X-%X}", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}
