package vntext

import (
	"strings"
	"unicode"
)

// Reading is one way to read a line.
type Reading struct {
	Text     string  // Unicode, not yet folded
	Charset  Charset // how the line was taken to be stored
	Capitals bool    // small letters were taken for capitals, as fonts whose name ends in H draw them
	Restored bool    // accents were missing and have been put back by guess
}

// How names the reading in results; empty for the plain one.
func (r Reading) How() string {
	switch {
	case r.Restored:
		return "accents-missing"
	case r.Capitals:
		return r.Charset.String() + "-capitals"
	case r.Charset == Unicode:
		return ""
	}
	return r.Charset.String()
}

// Readings gives the ways to read a line whose font is not known: as it stands, always first; as TCVN3 and as VNI
// when its letters allow it; as VIQR when it has such accents; and, for capitals whose accents were lost, with the
// degree words put back. Only the first is sure.
func Readings(s string) []Reading {
	readings := []Reading{{Text: s}}
	if mayBeLegacy(s) {
		readings = append(readings,
			Reading{Text: Decode(s, TCVN3, false), Charset: TCVN3},
			Reading{Text: Decode(s, VNI, false), Charset: VNI})
		if !strings.ContainsFunc(s, func(r rune) bool { return r < 0x80 && unicode.IsUpper(r) }) {
			readings = append(readings, Reading{Text: Decode(s, TCVN3, true), Charset: TCVN3, Capitals: true})
		}
	}
	if mayBeVIQR(s) {
		readings = append(readings, Reading{Text: Decode(s, VIQR, false), Charset: VIQR})
	}
	if restored := restore(s); restored != s {
		readings = append(readings, Reading{Text: restored, Restored: true})
	}
	return readings
}

// Ambiguous tells, cheaply, whether Readings may give another charset than Unicode.
func Ambiguous(s string) bool {
	return mayBeLegacy(s) || mayBeVIQR(s)
}

// mayBeLegacy tells whether s has letters of TCVN3 or VNI and none that only Unicode Vietnamese has.
func mayBeLegacy(s string) bool {
	found := false
	for _, r := range s {
		switch {
		case r < 0x80:
		case r >= 0x1EA0 && r <= 0x1EF9, r >= 0x300 && r <= 0x36F, strings.ContainsRune("ĂăĐđĨĩŨũƠơƯư", r):
			return false
		case r <= 0xFF && r != 0xA0 && r != 0xAB && r != 0xBB, r >= 0xF020 && r <= 0xF0FF, r == '†', r == 'Œ':
			found = true
		}
	}
	return found
}

func mayBeVIQR(s string) bool {
	i := strings.IndexByte(s, '^')
	return i > 0 && s[i-1] < 0x80
}
