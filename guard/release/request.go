package release

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
)

// requestLayout: 9 symbols of 5 bits, so 45 bits of a digest, and the check symbol.
var requestLayout = layout{symbols: 10, group: 5}

// Request is the short number of one file in the quarantine. The user reads it to the officer; it tells nothing of the
// file's content.
type Request struct {
	number uint64 // 45 bits
}

// RequestFor gives the number of an entry: the SHA-256 of its content in hex, and the entry's ID, without which the
// same file taken twice would have one number.
func RequestFor(sha256Hex, entryID string) (Request, error) {
	content, err := hex.DecodeString(sha256Hex)
	if err != nil || len(content) != sha256.Size || entryID == "" {
		return Request{}, errors.New("number of a release request: the entry has no SHA-256 or no ID")
	}
	h := sha256.New()
	h.Write([]byte("giumat release request 1\n")) // the digest is for this use and this version
	h.Write(content)
	h.Write([]byte(entryID))
	return Request{binary.BigEndian.Uint64(h.Sum(nil)) >> (64 - 45)}, nil
}

// ParseRequest reads a request number as the officer typed it. Its errors are ErrTyping.
func ParseRequest(typed string) (Request, error) {
	values, err := requestLayout.read(typed)
	if err != nil {
		return Request{}, fmt.Errorf("request number: %w", err)
	}
	return Request{join(values)}, nil
}

// String gives the number in two groups of five symbols.
func (r Request) String() string { return requestLayout.write(spread(r.number, 9)) }
