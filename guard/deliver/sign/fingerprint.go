package sign

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

// Fingerprint names a public key in a form that is read aloud over the telephone: eight groups of five digits. Digits
// are the same in every language and none looks like another. The form, one group from each five bytes of a hash, is
// that of Signal's safety numbers; 40 digits are as hard to meet by chance as 132 bits.
type Fingerprint string

const (
	groups      = 8
	groupDigits = 5
	groupBytes  = 5
)

func fingerprintOf(key ed25519.PublicKey) Fingerprint {
	sum := sha512.Sum512(key)
	parts := make([]string, groups)
	for i := range parts {
		var number [8]byte
		copy(number[8-groupBytes:], sum[i*groupBytes:])
		parts[i] = fmt.Sprintf("%0*d", groupDigits, binary.BigEndian.Uint64(number[:])%100_000)
	}
	return Fingerprint(strings.Join(parts, " "))
}

// ParseFingerprint reads a fingerprint as people write it down: with spaces, dots or hyphens between the digits, or
// with nothing.
func ParseFingerprint(s string) (Fingerprint, error) {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t.-", r) {
			return -1
		}
		return r
	}, s)
	if len(digits) != groups*groupDigits || strings.Trim(digits, "0123456789") != "" {
		return "", fmt.Errorf("a fingerprint is %d digits, in groups of %d", groups*groupDigits, groupDigits)
	}
	parts := make([]string, groups)
	for i := range parts {
		parts[i] = digits[i*groupDigits : (i+1)*groupDigits]
	}
	return Fingerprint(strings.Join(parts, " ")), nil
}

// Trusted is the keys whose signatures count, each with the host that it may speak for; an empty host is any.
type Trusted map[Fingerprint]string

// ParseTrusted reads a list of keys as an officer keeps it: a line for each PC, the fingerprint and then, after a
// comma, the host's name. Empty lines and those that begin with # say nothing.
func ParseTrusted(r io.Reader) (Trusted, error) {
	trusted := Trusted{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff")) // Notepad begins a file with it
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		number, host, _ := strings.Cut(line, ",")
		f, err := ParseFingerprint(number)
		if err != nil {
			return nil, fmt.Errorf("trusted keys, line %d: %w", n, err)
		}
		trusted[f] = strings.TrimSpace(host)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("trusted keys: %w", err)
	}
	return trusted, nil
}
