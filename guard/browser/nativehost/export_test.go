package nativehost

// Decode is decode, with what it says of a message as text.
func Decode(raw []byte) (op string, id uint64, base64 []byte, err error) {
	m, err := decode(raw)
	return m.Op, m.ID, m.Base64, err
}

// DecodeFast is the way of chunks alone.
func DecodeFast(raw []byte) (id uint64, base64 []byte, ok bool) {
	m, ok := decodeChunk(raw)
	return m.ID, m.Base64, ok
}

// AppendBase64 is how base64 is decoded straight to where it stays.
func AppendBase64(body, piece []byte) ([]byte, bool) { return appendBase64(body, piece) }

// Add is what a body does with chunks.
func Add(size int64, pieces ...[]byte) (data []byte, ok bool) {
	b := newBody(size)
	for _, piece := range pieces {
		if !b.add(piece) {
			return b.data, false
		}
	}
	return b.data, true
}
