package nativehost

import "context"

// Decode is decode, with what it says of a message as text.
func Decode(raw []byte) (op string, id uint64, at int64, base64 []byte, err error) {
	m, err := decode(raw)
	return m.Op, m.ID, m.At, m.Base64, err
}

// DecodeFast is the way of chunks alone.
func DecodeFast(raw []byte) (id uint64, at int64, base64 []byte, ok bool) {
	m, ok := decodeChunk(raw)
	return m.ID, m.At, m.Base64, ok
}

// AppendBase64 is how base64 is decoded straight to where it stays.
func AppendBase64(body, piece []byte) ([]byte, bool) { return appendBase64(body, piece) }

// Span is a part of a file.
type Span struct {
	At int64
	N  int
}

// Body is a file of which head and tail are there. What is read beyond them is asked for.
type Body struct{ b *body }

// NewBody makes one.
func NewBody(ctx context.Context, size int64, head, tail []byte, ask func([]Span)) Body {
	return Body{newBody(ctx, size, head, tail, func(parts []span) {
		var list []Span
		for _, s := range parts {
			list = append(list, Span{s.at, s.n})
		}
		ask(list)
	})}
}

// ReadAt is what a Judge reads by.
func (b Body) ReadAt(p []byte, at int64) (int, error) { return b.b.ReadAt(p, at) }

// Forecast is what is fetched before anything is read.
func (b Body) Forecast() (list []Span) {
	for _, s := range b.b.forecast() {
		list = append(list, Span{s.at, s.n})
	}
	return list
}

// Add takes a part, in base64.
func (b Body) Add(at int64, text []byte) bool { return b.b.add(at, text) }
