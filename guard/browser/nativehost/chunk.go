package nativehost

import (
	"bytes"
	"encoding/base64"
)

// decodeChunk understands a chunk as JSON.stringify writes it: an object of op, id, at and d in any order, without
// spaces and escapes. Whatever else is left to encoding/json, which takes ten times as long: it looks at each of the 700,000
// bytes several times, and bytes.IndexByte once.
func decodeChunk(raw []byte) (m message, ok bool) {
	rest, ok := bytes.CutPrefix(raw, []byte{'{'})
	for ok {
		if rest, ok = m.cutField(rest); !ok {
			break
		}
		if len(rest) == 1 && rest[0] == '}' {
			return m, m.Op == "chunk" && m.ID != 0 && m.Base64 != nil
		}
		rest, ok = bytes.CutPrefix(rest, []byte{','})
	}
	return message{}, false
}

// cutField takes `"key":value` off the front of a chunk's inside.
func (m *message) cutField(s []byte) (rest []byte, ok bool) {
	key, rest, ok := cutString(s)
	if !ok {
		return nil, false
	}
	if rest, ok = bytes.CutPrefix(rest, []byte{':'}); !ok {
		return nil, false
	}
	switch string(key) {
	case "op":
		var op []byte
		op, rest, ok = cutString(rest)
		m.Op = string(op)
	case "d":
		m.Base64, rest, ok = cutString(rest)
	case "id":
		m.ID, rest, ok = cutNumber(rest)
	case "at":
		var at uint64
		at, rest, ok = cutNumber(rest)
		m.At = int64(at)
	default:
		ok = false
	}
	return rest, ok
}

// cutString takes a string without escapes off the front.
func cutString(s []byte) (inside, rest []byte, ok bool) {
	if len(s) == 0 || s[0] != '"' {
		return nil, nil, false
	}
	end := bytes.IndexByte(s[1:], '"')
	if end < 0 {
		return nil, nil, false
	}
	inside, rest = s[1:1+end], s[2+end:]
	return inside, rest, bytes.IndexByte(inside, '\\') < 0
}

// cutNumber takes a whole number off the front, as JSON writes it and as far as JavaScript counts in whole numbers.
func cutNumber(s []byte) (n uint64, rest []byte, ok bool) {
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	if end == 0 || end > 16 || s[0] == '0' && end > 1 {
		return 0, nil, false
	}
	for _, digit := range s[:end] {
		n = n*10 + uint64(digit-'0')
	}
	return n, s[end:], true
}

// base64Len is how many bytes a piece of base64 stands for.
func base64Len(b []byte) int {
	n := base64.StdEncoding.DecodedLen(len(b))
	for range 2 { // no more belong there; Decode finds the others wrong
		if short := bytes.TrimSuffix(b, []byte{'='}); len(short) < len(b) {
			n, b = n-1, short
		}
	}
	return max(n, 0)
}

// appendBase64 decodes a piece to the end of body, within the room that body has.
func appendBase64(body, piece []byte) ([]byte, bool) {
	want := base64Len(piece)
	have := len(body)
	n, err := base64.StdEncoding.Decode(body[have:cap(body)], piece)
	return body[:have+max(0, min(n, want))], err == nil && n == want // line breaks in between are not base64 here
}
