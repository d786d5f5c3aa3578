package contentanalysis

import (
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
)

// field is one field of a message: its bytes, or its number.
type field struct {
	number protowire.Number
	kind   protowire.Type
	bytes  []byte
	value  uint64
	short  bool // its end was cut off
}

// fields calls take for each field of a message, in the order in which they came. cut says that the end of the message
// is missing: the last field of bytes then has what is there of it.
func fields(b []byte, cut bool, take func(field) bool) bool {
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return cut
		}
		b = b[n:]
		f := field{number: number, kind: kind}
		switch kind {
		case protowire.VarintType:
			f.value, n = protowire.ConsumeVarint(b)
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(b)
			if n < 0 && cut {
				f.bytes, f.short, n = rest(b)
			}
		default:
			n = protowire.ConsumeFieldValue(number, kind, b)
		}
		if n < 0 {
			return cut
		}
		b = b[n:]
		if !take(f) {
			return false
		}
	}
	return true
}

// rest is what is there of a field of bytes that does not end.
func rest(b []byte) (inside []byte, short bool, n int) {
	length, n := protowire.ConsumeVarint(b)
	if n < 0 || length <= uint64(len(b)-n) {
		return nil, false, -1
	}
	return b[n:], true, len(b)
}

// text sets s to a string of at most most bytes.
func (f field) text(s *string, most int) bool {
	if f.kind != protowire.BytesType || f.short || len(f.bytes) > most || !utf8.Valid(f.bytes) {
		return false
	}
	*s = string(f.bytes)
	return true
}

// small sets n to a number: of an enum, or a time.
func (f field) small(n *int64) bool {
	*n = int64(f.value)
	return f.kind == protowire.VarintType
}
