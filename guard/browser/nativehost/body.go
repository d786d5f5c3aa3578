package nativehost

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
)

// body gathers the bytes of one file. Nothing is kept that goes beyond the size it was announced with.
type body struct {
	size int64 // announced
	data []byte
	sum  hash.Hash
}

// newBody makes room for a file of size bytes, and for two that base64 may give before it is found to be none.
func newBody(size int64) *body {
	return &body{size: size, data: make([]byte, 0, size+2), sum: sha256.New()}
}

// assembled is the body of a short file, of which head and tail are the whole; nil of a longer one.
func assembled(head, tail []byte, size int64) *body {
	both := int64(len(head) + len(tail))
	if both < size {
		return nil
	}
	b := newBody(size)
	b.data = append(append(b.data, head...), tail[both-size:]...)
	b.sum.Write(b.data)
	return b
}

// add takes the next chunk, in base64.
func (b *body) add(chunk []byte) bool {
	have := len(b.data)
	if n := base64Len(chunk); n > maxChunk || int64(have+n) > b.size {
		return false
	}
	var ok bool
	b.data, ok = appendBase64(b.data, chunk)
	b.sum.Write(b.data[have:])
	return ok
}

// is says whether this is the whole file that has this SHA-256.
func (b *body) is(hash string) bool {
	return int64(len(b.data)) == b.size && hex.EncodeToString(b.sum.Sum(nil)) == hash
}
