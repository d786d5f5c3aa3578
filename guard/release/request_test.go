package release

import (
	"errors"
	"strings"
	"testing"
	"time"
)

const (
	fileA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	fileB = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
	entry = "20260302T080000.000000000-0badcafe"
)

func TestRequestFor(t *testing.T) {
	seen := map[Request]string{}
	for _, of := range [][2]string{{fileA, entry}, {fileB, entry}, {fileA, entry[:len(entry)-1] + "f"}} {
		r, err := RequestFor(of[0], of[1])
		if err != nil {
			t.Fatal(err)
		}
		if same, ok := seen[r]; ok {
			t.Errorf("%v and %s have one number", of, same)
		}
		seen[r] = strings.Join(of[:], " ")
		if upper, _ := RequestFor(strings.ToUpper(of[0]), of[1]); upper != r {
			t.Error("the case of a digest makes another number")
		}
		if got, err := ParseRequest(r.String()); err != nil || got != r {
			t.Errorf("%s is read as %s, %v", r, got, err)
		}
	}
	for _, of := range [][2]string{{"", entry}, {fileA[2:], entry}, {fileA[1:] + "x", entry}, {fileA, ""}} {
		if r, err := RequestFor(of[0], of[1]); err == nil {
			t.Errorf("%q has number %s", of, r)
		}
	}
}

func TestGrantLengths(t *testing.T) {
	for _, length := range []time.Duration{0, -time.Hour, 14 * time.Minute, 90 * time.Minute, 25 * time.Hour} {
		if code, err := Grant(NewSecret(), Request{1}, length, time.Now()); err == nil {
			t.Errorf("%v: code %s", length, code)
		}
	}
}

func FuzzParseRequest(f *testing.F) {
	f.Add(Request{1<<45 - 1}.String())
	f.Add("00000-00000")
	f.Fuzz(func(t *testing.T, typed string) {
		r, err := ParseRequest(typed)
		if err != nil {
			if !errors.Is(err, ErrTyping) {
				t.Error(err)
			}
			return
		}
		if again, err := ParseRequest(r.String()); err != nil || again != r || r.number >= 1<<45 {
			t.Errorf("%q: %v, then %v, %v", typed, r, again, err)
		}
	})
}

// Whatever is typed, it is no code unless it was granted.
func FuzzParseCode(f *testing.F) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	s, r := Secret{[29]byte{1}}, Request{5}
	granted, err := Grant(s, r, time.Hour, now)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(granted)
	f.Add("0000-0000-0000")
	f.Add("zzzz zzzz zzzz")
	f.Fuzz(func(t *testing.T, typed string) {
		c, err := parseCode(typed)
		if err != nil {
			if !errors.Is(err, ErrTyping) {
				t.Error(err)
			}
			return
		}
		if again, err := parseCode(c.String()); err != nil || again != c {
			t.Errorf("%q: %v, then %v, %v", typed, c, again, err)
		}
		if err := c.answer(s, r, now); (err == nil) != (c.String() == granted) {
			t.Errorf("%q: %v", typed, err)
		}
	})
}
