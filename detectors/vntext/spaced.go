package vntext

import (
	"strings"
	"unicode"
)

// minSpaced is how many letters a spaced-out word has at least: MẬT has three, and two single letters are often
// only neighbours ("A - B").
const minSpaced = 3

// joinSpaced joins words with one and the same separator after each letter: "M Ậ T", "M.Ậ.T", "T-Ố-I". Two spaces
// part two such words; then they become one. It goes on until nothing changes, so that folding twice is folding once.
func joinSpaced(s string) string {
	for hasSpaced(s) {
		joined := strings.ReplaceAll(joinRuns(s), "  ", " ")
		if joined == s {
			return s
		}
		s = joined
	}
	return strings.ReplaceAll(s, "  ", " ")
}

func joinRuns(s string) string {
	runes := []rune(s)
	out := make([]rune, 0, len(runes))
	for i := 0; i < len(runes); {
		n := spacedRun(runes, i)
		if n < minSpaced {
			out = append(out, runes[i])
			i++
			continue
		}
		for k := range n {
			out = append(out, runes[i+2*k])
		}
		i += 2*n - 1
	}
	return string(out)
}

// hasSpaced is a quick look for three single letters in a row.
func hasSpaced(s string) bool {
	run, letters := 0, 0
	for _, r := range s {
		if !isSeparator(r) {
			letters++
			continue
		}
		if letters == 1 {
			run++
		} else if letters > 1 {
			run = 0
		}
		if run >= minSpaced-1 {
			return true
		}
		letters = 0
	}
	return false
}

// spacedRun counts the single letters from i on that have the same separator between them.
func spacedRun(r []rune, i int) int {
	if !single(r, i) {
		return 0
	}
	n, first := 1, i+1
	for i+2 < len(r) && r[i+1] == r[first] && isSeparator(r[first]) && single(r, i+2) {
		i += 2
		n++
	}
	return n
}

// single tells whether a letter stands at i without a letter or digit next to it.
func single(r []rune, i int) bool {
	alone := func(k int) bool {
		return k < 0 || k >= len(r) || !unicode.IsLetter(r[k]) && !unicode.IsDigit(r[k]) && !unicode.IsMark(r[k])
	}
	return unicode.IsLetter(r[i]) && alone(i-1) && alone(i+1)
}

func isSeparator(r rune) bool {
	return r == ' ' || r == '.' || r == '-' || r == '_'
}
