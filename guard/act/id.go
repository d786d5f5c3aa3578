package act

import (
	"crypto/rand"
	"encoding/hex"
	"regexp"
	"time"
)

// idForm is what NewID gives. It also keeps an ID from a damaged file from naming a path.
var idForm = regexp.MustCompile(`^[0-9]{8}T[0-9]{6}\.[0-9]{9}-[0-9a-f]{8}$`)

// NewID makes an ID that sorts by time and that no other call makes: the time in UTC to the nanosecond, and 32 random bits.
func NewID(now time.Time) string {
	var chance [4]byte
	rand.Read(chance[:]) // never fails, by its contract
	return now.UTC().Format("20060102T150405.000000000") + "-" + hex.EncodeToString(chance[:])
}
