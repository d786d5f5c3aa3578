package link

import (
	"strings"
	"unicode"
)

const (
	// LeastReason is how many letters and digits a reason has where a question does not say.
	LeastReason = 10
	// leastDifferent is how many of them differ at least, so that a held key is no reason.
	leastDifferent = 4
	// MaxReason is how long a reason is kept, in runes; the rest is cut off.
	MaxReason = 1000
)

// ReasonOK says whether a reason for going on is one: it has at least least letters and digits (LeastReason, where
// least is not positive), and not the same few again and again. The guard decides by it; dialogs should use it too.
func ReasonOK(reason string, least int) bool {
	if least <= 0 {
		least = LeastReason
	}
	count := 0
	different := map[rune]bool{}
	for _, r := range reason {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			count++
			different[unicode.ToLower(r)] = true
		}
	}
	return count >= least && len(different) >= min(least, leastDifferent)
}

// checked is what an answer to a question is worth: whatever is not a wanted, reasoned going on is a stop.
func (a Answer) checked(q Question) Answer {
	if !a.GoOn || !q.MayGoOn || !ReasonOK(a.Reason, q.MinReason) {
		return Answer{}
	}
	reason := []rune(strings.TrimSpace(a.Reason))
	return Answer{GoOn: true, Reason: string(reason[:min(len(reason), MaxReason)])}
}
