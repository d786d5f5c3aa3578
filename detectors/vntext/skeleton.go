package vntext

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Skeleton gives the lower-case ASCII letters and digits of s without accents, spaces and punctuation: a first
// filter that no way of writing accents or spacing words can pass by.
func Skeleton(s string) string {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if c := Bone(r); c != 0 {
			out = append(out, c)
		}
	}
	return string(out)
}

// Bone gives the lower-case ASCII letter or digit that is left of r without its accents; 0 when nothing is left.
// It costs a few nanoseconds, as it sees every letter of every document.
func Bone(r rune) byte {
	switch {
	case r < bonesLen:
		return bones[r]
	case r >= 0x1E00 && r < 0x1F00:
		return bonesHigh[r-0x1E00]
	case r >= 0xFF01 && r <= 0xFF5E: // full-width forms
		return bones[r-0xFEE0]
	}
	return 0
}

// Bone is what Bone gives for the letter that r stands for in charset c: a look at legacy text without decoding it.
func (c Charset) Bone(r rune) byte {
	if r < 0x80 || c != TCVN3 && c != VNI {
		return Bone(r)
	}
	if r >= 0xF020 && r <= 0xF0FF {
		r -= 0xF000
	}
	switch {
	case c == TCVN3 && r <= 0xFF:
		return tcvn3Bones[r]
	case c == TCVN3 && (r == '†' || r == '‡' || unicode.IsLetter(r)):
		if l, ok := vn1Letters[r]; ok {
			return Bone(l)
		}
	case c == VNI && r <= 0xFF:
		return vniBones[r]
	}
	return Bone(r)
}

var tcvn3Bones, vniBones = legacyBones()

func legacyBones() (tcvn3, vni [0x100]byte) {
	for r := range rune(0x100) {
		tcvn3[r], vni[r] = slowBone(r), slowBone(r)
		if l := vniLetters[r]; l != 0 {
			vni[r] = slowBone(l)
		} else if vniMarks[r] != "" || r >= 0xE0 && vniMarks[r-0x20] != "" {
			vni[r] = 0
		}
		if l := vn1Letters[r]; l != 0 && r >= 0x80 {
			tcvn3[r] = slowBone(l)
		}
		if r >= 0xA1 && r <= 0xFE && abcLetters[r-0xA1] != ' ' {
			tcvn3[r] = slowBone(abcLetters[r-0xA1])
		}
		if r >= 0xB0 && r <= 0xB4 {
			tcvn3[r] = 0
		}
	}
	return tcvn3, vni
}

// bonesLen covers Latin, the combining marks, Greek and Cyrillic.
const bonesLen = 0x500

var bones, bonesHigh = boneTables()

func boneTables() (low [bonesLen]byte, high [0x100]byte) {
	for r := range rune(bonesLen) {
		low[r] = slowBone(r)
	}
	for i := range rune(0x100) {
		high[i] = slowBone(0x1E00 + i)
	}
	return low, high
}

func slowBone(r rune) byte {
	first := []rune(norm.NFD.String(string(r)))[0]
	switch c := latin(first); {
	case c == 'Đ' || c == 'đ' || c == 'ð':
		return 'd'
	case c >= 'A' && c <= 'Z':
		return byte(c) + 'a' - 'A'
	case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		return byte(c)
	}
	return 0
}
