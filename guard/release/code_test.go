package release

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"testing"
	"time"
)

// rfcValue is the HMAC over a counter, truncated to 31 bits.
func rfcValue(h func() hash.Hash, key string, counter uint64) uint64 {
	m := hmac.New(h, []byte(key))
	m.Write(binary.BigEndian.AppendUint64(nil, counter))
	return truncate(m.Sum(nil), 31)
}

// RFC 4226, appendix D, table 2, column "Decimal".
func TestTruncateHOTP(t *testing.T) {
	for counter, want := range []uint64{
		1284755224, 1094287082, 137359152, 1726969429, 1640338314,
		868254676, 1918287922, 82162583, 673399871, 645520489,
	} {
		if got := rfcValue(sha1.New, "12345678901234567890", uint64(counter)); got != want {
			t.Errorf("count %d: %d, want %d", counter, got, want)
		}
	}
}

// RFC 6238, appendix B, the rows of SHA256: eight digits, steps of 30 s.
func TestTruncateTOTP(t *testing.T) {
	for at, want := range map[uint64]string{
		59: "46119246", 1111111109: "68084774", 1111111111: "67062674",
		1234567890: "91819424", 2000000000: "90698825", 20000000000: "77737706",
	} {
		got := rfcValue(sha256.New, "12345678901234567890123456789012", at/30)
		if digits := fmt.Sprintf("%08d", got%100_000_000); digits != want {
			t.Errorf("at %d s: %s, want %s", at, digits, want)
		}
	}
}

// The bits past the 31st are those that follow in the HMAC.
func TestTruncateLonger(t *testing.T) {
	mac := make([]byte, 32)
	copy(mac[15:], []byte{0xff, 0x12, 0x34, 0x56, 0x78})
	mac[31] = 0xff // offset 15
	if got := truncate(mac, 39); got != 0x7f12345678 {
		t.Errorf("%x", got)
	}
	if got := truncate(mac, 31); got != 0x7f123456 {
		t.Errorf("%x", got)
	}
}

// A code carries its own time, told right until the minutes go round.
func TestTicket(t *testing.T) {
	s, r := NewSecret(), Request{1 << 44}
	made := time.Date(2026, 3, 2, 8, 0, 59, 0, time.UTC)
	for length := range Lengths() {
		want := ticket{length, minuteOf(made)}
		c := newCode(s, r, want)
		for _, off := range []time.Duration{0, time.Hour, -time.Hour, 68 * time.Hour, -68 * time.Hour} {
			if got := c.ticket(made.Add(off)); got != want {
				t.Errorf("%v off: %v, want %v", off, got, want)
			}
		}
		if err := c.answer(s, r, made.Add(69*time.Hour)); !errors.Is(err, ErrOtherFile) {
			t.Errorf("a code three days old: %v", err)
		}
	}
	if last := len(Lengths()); last != 1<<lengthBits {
		t.Errorf("%d lengths", last)
	}
}

// The wire form does not change by accident: two PCs may run two versions of the guard.
func TestKnownCode(t *testing.T) {
	var s Secret
	for i := range s.values {
		s.values[i] = byte(i)
	}
	r, err := RequestFor("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "20260302T080000.000000000-0badcafe")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Grant(s, r, time.Hour, time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))
	if err != nil || r.String() != "RSNAY-4SP86" || got != "84G7-FVM8-A4Z5" {
		t.Errorf("request %s, code %s, %v", r, got, err)
	}
}
