package lines

import (
	"hash/maphash"
	"slices"
	"strings"

	"giumat/detectors"
)

// maxSeen is how many lines of a first branch are remembered.
const maxSeen = 1024

// alternatives keeps track of content that a file holds several times over for programs of different age.
type alternatives struct {
	seed maphash.Seed
	open []alternative
	seen []uint64 // lines of the first branches
	// How many first and later branches are open.
	first, later int
}

// alternative is one such content, and where it stands.
type alternative struct {
	branches int
	mark     int  // seen[mark:] are its lines
	frame    int  // the frame that it stands in
	start    int  // bytes of the frame's line before the first branch
	inline   bool // the first branch added to that line
	aside    bool // the branch at hand has a frame of its own
}

// OpenAlternatives begins content that comes in several branches, of which a program shows one. Lines of a later
// branch that repeat one of the first are dropped; others are marked as fallback.
func (b *Builder) OpenAlternatives() {
	if len(b.alts.open) == 0 {
		b.alts.seed = maphash.MakeSeed()
	}
	b.alts.open = append(b.alts.open, alternative{mark: len(b.alts.seen), frame: len(b.frames) - 1})
}

// OpenBranch begins a branch.
func (b *Builder) OpenBranch() {
	a := b.alts.current()
	if a == nil {
		return
	}
	a.branches++
	if a.branches == 1 {
		b.alts.first++
		b.top().para.shown.settle()
		a.start = len(b.top().para.shown.done)
		return
	}
	b.alts.later++
	if a.inline {
		a.aside = true
		b.OpenAside(b.Place())
	}
}

// CloseBranch ends a branch.
func (b *Builder) CloseBranch() {
	a := b.alts.current()
	switch {
	case a == nil || a.branches == 0:
	case a.branches == 1:
		b.noteInline(a)
		b.alts.first--
	default:
		if a.aside {
			b.Close()
			a.aside = false
		}
		b.alts.later--
	}
}

// noteInline remembers what the first branch added to the line around it.
func (b *Builder) noteInline(a *alternative) {
	l := &b.top().para.shown
	l.settle()
	if len(b.frames)-1 == a.frame && len(l.done) > a.start {
		a.inline = true
		b.alts.remember(string(l.done[a.start:]))
	}
}

// CloseAlternatives ends what OpenAlternatives began.
func (b *Builder) CloseAlternatives() {
	a := b.alts.current()
	if a == nil {
		return
	}
	if b.alts.first == 0 {
		b.alts.seen = b.alts.seen[:min(a.mark, len(b.alts.seen))]
	}
	b.alts.open = b.alts.open[:len(b.alts.open)-1]
}

func (a *alternatives) current() *alternative {
	if len(a.open) == 0 {
		return nil
	}
	return &a.open[len(a.open)-1]
}

func (a *alternatives) remember(text string) {
	if text = strings.TrimSpace(text); text != "" && len(a.seen) < maxSeen {
		a.seen = append(a.seen, maphash.String(a.seed, text))
	}
}

// pass tells whether a line is to be sent, and marks those that only a later branch has.
func (a *alternatives) pass(s *detectors.Span) bool {
	if a.later > 0 {
		s.Fallback = true
		mark := min(a.open[0].mark, len(a.seen))
		return !slices.Contains(a.seen[mark:], maphash.String(a.seed, strings.TrimSpace(s.Text)))
	}
	if a.first > 0 {
		a.remember(s.Text)
	}
	return true
}
