package rules

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"giumat/detectors/vntext"
)

// sieve tells in one pass, and without allocating, whether a line has any of a set of words, accents and spacing
// aside. It is an Aho-Corasick automaton over the skeleton of the line (vntext.Skeleton).
type sieve struct {
	next     [][symbols]uint16
	final    []bool     // a word ends here
	accented [][]string // words that end here and must have their accents, without digits
	raw      []string   // words of punctuation, looked for as they stand
}

// The alphabet: a-z and the start of a line or cell. Digits are passed over, so that "ngày 4 tháng 5" has ngaythang.
const (
	symbols = 27
	atStart = 26
)

func symbol(c byte) int {
	if c == '^' {
		return atStart
	}
	return int(c - 'a')
}

// trigger is a word that must occur in a line for a rule to be tried, digits aside. "^số" must begin the line or a
// cell; a trigger without letters is looked for as it stands; one with accents must have them.
type trigger struct {
	bones  string // as bonesOf gives, with ^ before it when it begins a line
	accent string // lower case with accents; empty when accents do not matter
	raw    string // instead of both
}

func newTriggers(words []string) []trigger {
	var triggers []trigger
	for _, w := range words {
		rest, atStart := strings.CutPrefix(w, "^")
		t := trigger{bones: bonesOf(rest)}
		switch {
		case t.bones == "":
			t.raw = w
		case vntext.Skeleton(rest) != vntext.Letters(rest):
			t.accent = strings.ToLower(vntext.Letters(rest))
		}
		if atStart {
			t.bones = "^" + t.bones
		}
		triggers = append(triggers, t)
	}
	return triggers
}

// bonesOf gives the letters of the skeleton.
func bonesOf(text string) string {
	return withoutDigits(vntext.Skeleton(text))
}

func withoutDigits(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, word)
}

// triggered tells whether one of the triggers is in v.
func triggered(triggers []trigger, v view) bool {
	for _, t := range triggers {
		switch {
		case t.raw != "":
			if strings.Contains(v.text, t.raw) {
				return true
			}
		case t.accent != "":
			if strings.Contains(v.low, t.accent) {
				return true
			}
		case strings.Contains(v.bones, strings.TrimPrefix(t.bones, "^")):
			return true
		}
	}
	return false
}

func (p *Pack) newSieve() *sieve {
	s := &sieve{next: make([][symbols]uint16, 1), final: make([]bool, 1), accented: make([][]string, 1)}
	for _, r := range p.rules {
		s.addAll(r.triggers)
	}
	for _, g := range p.signals {
		s.addAll(g.triggers)
	}
	s.link()
	return s
}

func (s *sieve) addAll(triggers []trigger) {
	for _, t := range triggers {
		if t.raw != "" {
			s.raw = append(s.raw, t.raw)
			continue
		}
		state := uint16(0)
		for _, c := range []byte(t.bones) {
			if s.next[state][symbol(c)] == 0 {
				s.next = append(s.next, [symbols]uint16{})
				s.final = append(s.final, false)
				s.accented = append(s.accented, nil)
				s.next[state][symbol(c)] = uint16(len(s.next) - 1)
			}
			state = s.next[state][symbol(c)]
		}
		if t.accent == "" {
			s.final[state] = true
			continue
		}
		s.accented[state] = append(s.accented[state], withoutDigits(t.accent))
	}
}

// link completes the automaton: where a word cannot go on, it goes on with the longest word part that still fits.
func (s *sieve) link() {
	fail := make([]uint16, len(s.next))
	var queue []uint16
	for _, n := range s.next[0] {
		if n != 0 {
			queue = append(queue, n)
		}
	}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		s.final[state] = s.final[state] || s.final[fail[state]]
		s.accented[state] = append(s.accented[state], s.accented[fail[state]]...)
		for c, n := range s.next[state] {
			if n == 0 {
				s.next[state][c] = s.next[fail[state]][c]
				continue
			}
			fail[n] = s.next[fail[state]][c]
			queue = append(queue, n)
		}
	}
}

// has tells whether a word of the sieve is in line, taken to be stored in charset: in one of its cells, or in the
// whole of it, as rules look at both and a word may go on over a border.
func (s *sieve) has(line string, charset vntext.Charset) bool {
	return s.hasWithin(line, charset, isBorder) ||
		strings.ContainsFunc(line, isBorder) && s.hasWithin(line, charset, func(rune) bool { return false })
}

func (s *sieve) hasWithin(line string, charset vntext.Charset, ends func(rune) bool) bool {
	bone := vntext.Bone
	if charset != vntext.Unicode {
		bone = charset.Bone
	}
	state := s.next[0][atStart]
	for i, r := range line {
		if ends(r) {
			state = s.next[0][atStart]
			continue
		}
		c := bone(r)
		if c < 'a' {
			continue
		}
		state = s.next[state][symbol(c)]
		if s.final[state] {
			return true
		}
		for _, word := range s.accented[state] {
			if charset != vntext.Unicode || mayEndWith(line[:i+utf8.RuneLen(r)], word) {
				return true
			}
		}
	}
	for _, w := range s.raw {
		if strings.Contains(line, w) {
			return true
		}
	}
	return false
}

// mayEndWith tells whether text, whose last letters are those of word when accents are aside, may mean word with its
// accents: mắt and mất are no mật. Capitals may have lost theirs, and text that is not composed is not looked into.
func mayEndWith(text, word string) bool {
	same, small := true, false
	for word != "" && text != "" {
		r, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
		if !composed(r) {
			return true
		}
		if vntext.Bone(r) < 'a' {
			continue
		}
		want, size := utf8.DecodeLastRuneInString(word)
		word = word[:len(word)-size]
		same = same && unicode.ToLower(r) == want
		small = small || unicode.IsLower(r)
	}
	return same || !small
}

// composed is false for letters that folding may change, and for marks.
func composed(r rune) bool {
	switch {
	case r < 0xC0, r >= 0x1E00 && r < 0x1F00:
		return true
	case r == 'Ð', r == 'ð', r >= 0x180:
		return !unicode.In(r, unicode.L, unicode.M)
	}
	return true
}
