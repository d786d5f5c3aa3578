package release

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Any one symbol that is wrong, and any two that changed places, are told in every number that people read out or type.
func TestTypingErrorsAreCaught(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for name, l := range map[string]layout{"request": requestLayout, "code": codeLayout, "secret": secretLayout} {
		wrong, swapped := 0, 0
		for range 50 {
			good := []byte(strings.ReplaceAll(l.write(someValues(chance, l.symbols-1)), "-", ""))
			for i := range good {
				for _, other := range []byte(alphabet) {
					if other == good[i] {
						continue
					}
					bad := slices.Clone(good)
					bad[i] = other
					mustBeTypingError(t, l, string(bad))
					wrong++
				}
				for j := range i {
					if good[i] == good[j] {
						continue
					}
					bad := slices.Clone(good)
					bad[i], bad[j] = bad[j], bad[i]
					mustBeTypingError(t, l, string(bad))
					swapped++
				}
				mustBeTypingError(t, l, string(slices.Delete(slices.Clone(good), i, i+1)))
				mustBeTypingError(t, l, string(slices.Insert(slices.Clone(good), i, good[i])))
			}
		}
		t.Logf("%s: %d wrong symbols and %d swaps, all told", name, wrong, swapped)
	}
}

func mustBeTypingError(t *testing.T, l layout, typed string) {
	t.Helper()
	_, err := l.read(typed)
	if !errors.Is(err, ErrTyping) {
		t.Fatalf("%s: %v", typed, err)
	}
}

func someValues(chance *rand.Rand, n int) []byte {
	values := make([]byte, n)
	for i := range values {
		values[i] = byte(chance.IntN(32))
	}
	return values
}

func TestRead(t *testing.T) {
	good := requestLayout.write([]byte{0, 1, 2, 3, 10, 20, 31, 1, 0})
	if good != "0123A-MZ10S" {
		t.Fatal(good)
	}
	for typed, ok := range map[string]bool{
		"0123A-MZ10S":      true,
		"0123a mz10s":      true,
		"ol23AMZioS":       true, // letters that look like digits
		"OI23A-MZL0S":      true,
		" 01-23 A---MZ10S": true,
		"U123A-MZ10S":      false, // U is not in the alphabet
		"0123A-MZ10Đ":      false, // what a Vietnamese keyboard makes of DD
		"０123A-MZ10S":      false,
		"0123A-MZ10S0":     false,
		"0123A-MZ10":       false,
		"0123A–MZ10S":      false, // a dash that is not the hyphen
		"":                 false,
		"\x00\xff":         false,
	} {
		values, err := requestLayout.read(typed)
		if ok && (err != nil || requestLayout.write(values) != good) || !ok && !errors.Is(err, ErrTyping) {
			t.Errorf("%q: %v, %v", typed, values, err)
		}
	}
}

// What can be read is written as it was read, and an error tells nothing of what was typed.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"0123A-MZ10S", "0000-0000-0000", "", "- -", "\xff", "Đ", strings.Repeat("0", 30)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for _, l := range []layout{requestLayout, codeLayout, secretLayout} {
			values, err := l.read(typed)
			if err != nil {
				if !errors.Is(err, ErrTyping) {
					t.Error(err)
				}
				continue
			}
			again, err := l.read(strings.ToLower(l.write(values)))
			if err != nil || !slices.Equal(again, values) {
				t.Errorf("%q: %v, then %v, %v", typed, values, again, err)
			}
		}
	})
}
