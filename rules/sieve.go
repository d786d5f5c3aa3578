package rules

import (
	"strings"

	"giumat/detectors/vntext"
)

// sieve tells in one pass, and without allocating, whether a line has any of a set of words, accents and spacing
// aside. It is an Aho-Corasick automaton over the skeleton of the line (vntext.Skeleton).
type sieve struct {
	next  [][symbols]uint16
	final []bool
	raw   []string // words of punctuation, looked for as they stand
}

// The alphabet: 0-9, a-z and the start of a line or cell.
const (
	symbols = 37
	atStart = 36
)

func symbol(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c == '^':
		return atStart
	}
	return int(c-'a') + 10
}

// trigger is a word that must occur in a line for a rule to be tried. "^số" must begin the line or a cell; a trigger
// without letters is looked for as it stands; one with accents must have them.
type trigger struct {
	bones  string // the skeleton, with ^ before it when it begins a line
	accent string // lower case with accents; empty when accents do not matter
	raw    string // instead of both
}

func newTriggers(words []string) []trigger {
	var triggers []trigger
	for _, w := range words {
		rest, atStart := strings.CutPrefix(w, "^")
		t := trigger{bones: vntext.Skeleton(rest)}
		switch {
		case t.bones == "":
			t.raw = w
		case t.bones != vntext.Letters(rest):
			t.accent = strings.ToLower(vntext.Letters(rest))
		}
		if atStart {
			t.bones = "^" + t.bones
		}
		triggers = append(triggers, t)
	}
	return triggers
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
	s := &sieve{next: make([][symbols]uint16, 1), final: make([]bool, 1)}
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
				s.next[state][symbol(c)] = uint16(len(s.next) - 1)
			}
			state = s.next[state][symbol(c)]
		}
		s.final[state] = true
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

// has tells whether a word of the sieve is in line, taken to be stored in charset.
func (s *sieve) has(line string, charset vntext.Charset) bool {
	bone := vntext.Bone
	if charset != vntext.Unicode {
		bone = charset.Bone
	}
	state := s.next[0][atStart]
	for _, r := range line {
		if isBorder(r) {
			state = s.next[0][atStart]
			continue
		}
		c := bone(r)
		if c == 0 {
			continue
		}
		state = s.next[state][symbol(c)]
		if s.final[state] {
			return true
		}
	}
	for _, w := range s.raw {
		if strings.Contains(line, w) {
			return true
		}
	}
	return false
}
