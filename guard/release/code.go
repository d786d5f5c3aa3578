package release

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"time"
)

// codeLayout: 11 symbols of 5 bits, and the check symbol.
var codeLayout = layout{symbols: 12, group: 4}

// The 55 bits of a code, the highest first: which of the lengths, the lowest bits of the minute from which it is valid,
// and the truncated HMAC over the request, the length and the whole minute.
const (
	lengthBits = 3
	minuteBits = 13 // 5 days and 16 hours go round; Verify takes the minute that is nearest to its own
	macBits    = 39
)

// skew is how far apart the two clocks may be, either way. RFC 6238, section 5.2 leaves it to us; a PC without a
// network keeps no better time.
const skew = 5 * time.Minute

// Lengths gives the times for which a code may be valid.
func Lengths() []time.Duration {
	const h = time.Hour
	return []time.Duration{15 * time.Minute, 30 * time.Minute, h, 2 * h, 4 * h, 8 * h, 12 * h, 24 * h}
}

// ticket is when a code is valid.
type ticket struct {
	length int   // index of Lengths
	minute int64 // the first one, since 1970
}

func minuteOf(t time.Time) int64 { return t.Unix() / 60 }

// answer tells whether now is within the ticket's time.
func (t ticket) answer(now time.Time) error {
	from := time.Unix(t.minute*60, 0)
	switch {
	case now.Before(from.Add(-skew)):
		return ErrNotYet
	case now.After(from.Add(Lengths()[t.length] + skew)):
		return ErrExpired
	}
	return nil
}

// code is what the officer reads out.
type code struct {
	values [11]byte // below 32 each
}

func newCode(s Secret, r Request, t ticket) code {
	n := uint64(t.length) << (minuteBits + macBits)
	n |= uint64(t.minute) & (1<<minuteBits - 1) << macBits
	n |= truncate(mac(s, r, t), macBits)
	return code{[11]byte(spread(n, 11))}
}

// parseCode reads a code as the user typed it. Its errors are ErrTyping.
func parseCode(typed string) (code, error) {
	values, err := codeLayout.read(typed)
	if err != nil {
		return code{}, fmt.Errorf("release code: %w", err)
	}
	return code{[11]byte(values)}, nil
}

// String gives the code in three groups of four symbols.
func (c code) String() string { return codeLayout.write(c.values[:]) }

// ticket gives the time that the code claims, with the minute nearest to now.
func (c code) ticket(now time.Time) ticket {
	n := join(c.values[:])
	const round = 1 << minuteBits
	ahead := (int64(n>>macBits) - minuteOf(now)) & (round - 1)
	if ahead >= round/2 {
		ahead -= round
	}
	return ticket{length: int(n >> (minuteBits + macBits)), minute: minuteOf(now) + ahead}
}

// answer tells whether the code releases the request's file now.
func (c code) answer(s Secret, r Request, now time.Time) error {
	t := c.ticket(now)
	right := newCode(s, r, t)
	if s.isZero() || subtle.ConstantTimeCompare(c.values[:], right.values[:]) == 0 {
		return ErrOtherFile
	}
	return t.answer(now)
}

// mac is HMAC-SHA256 (RFC 2104) under the secret. All parts but the first have one length, so no two inputs run together.
func mac(s Secret, r Request, t ticket) []byte {
	h := hmac.New(sha256.New, s.values[:])
	h.Write([]byte("giumat release code 1\n")) // the code is for this use and this version
	var parts []byte
	parts = binary.BigEndian.AppendUint64(parts, r.number)
	parts = binary.BigEndian.AppendUint64(parts, uint64(t.minute))
	h.Write(append(parts, byte(t.length)))
	return h.Sum(nil)
}

// truncate is the dynamic truncation of RFC 4226, section 5.3, with up to 39 bits in place of 31: one byte more is
// taken at the offset that the last four bits tell, and the highest bit dropped likewise.
func truncate(mac []byte, bits int) uint64 {
	offset := int(mac[len(mac)-1] & 0xf)
	var n uint64
	for _, b := range mac[offset : offset+5] {
		n = n<<8 | uint64(b)
	}
	return n & (1<<39 - 1) >> (39 - bits)
}
