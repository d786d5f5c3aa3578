package rules

import (
	"cmp"
	"slices"
	"strings"

	"giumat/detectors"
	"giumat/detectors/vntext"
)

// maxReasons bounds the findings kept of one file; the strongest are kept.
const maxReasons = 50

// Judge gives the verdict on one file from what the detectors found in it and from the last element of its path.
// The level is the highest among the certain findings, or when there is none the highest suspected one: a suspicion
// never raises what is certain. All findings are kept as reasons. It is a pure function.
func (p *Pack) Judge(ev detectors.Evidence, fileName string) Verdict {
	d := newDocument(p, ev.Spans)
	d.judgeBroken()
	for i := range d.spans {
		d.judgeLine(i)
	}
	reasons := append(d.reasons(), p.judgeName(fileName)...)

	v := Verdict{Kind: ev.Kind, State: stateOf(ev.Reach), Official: d.official(), Notes: slices.Clone(ev.Notes)}
	v.Reasons = strongestFirst(reasons)
	if len(v.Reasons) > 0 {
		v.State, v.Level, v.Confidence = Marked, v.Reasons[0].Level, v.Reasons[0].Confidence
	}
	return v
}

func stateOf(reach detectors.Reach) State {
	switch reach {
	case detectors.Complete:
		return Clean
	case detectors.Partial:
		return Partial
	}
	return Unreadable
}

// strongestFirst sorts the reasons, certain ones first and then by level, and leaves one of each kind.
func strongestFirst(reasons []Reason) []Reason {
	slices.SortStableFunc(reasons, func(a, b Reason) int {
		return cmp.Or(strings.Compare(string(a.Confidence), string(b.Confidence)), int(b.Level-a.Level))
	})
	var out []Reason
	seen := make(map[Reason]bool)
	for _, r := range reasons {
		kind := Reason{Rule: r.Rule, Level: r.Level, Place: r.Place, Part: r.Part, Page: r.Page}
		if !seen[kind] && len(out) < maxReasons {
			seen[kind] = true
			out = append(out, r)
		}
	}
	return out
}

// judgeName judges the name of the file, without its extension.
func (p *Pack) judgeName(fileName string) []Reason {
	stem := fileName
	if i := strings.LastIndexByte(fileName, '.'); i > 0 {
		stem = fileName[:i]
	}
	var reasons []Reason
	for _, s := range p.sheets(stem, true) {
		for _, r := range p.rules {
			if !r.sees(detectors.FileName) {
				continue
			}
			if level := r.match(s.line); level != None {
				reasons = append(reasons, Reason{Rule: r.ID, Level: level, Confidence: r.Confidence, Place: detectors.FileName})
			}
		}
	}
	return reasons
}

// finding is a reason and the line that gave it.
type finding struct {
	reason Reason
	span   int
}

// details says how a finding was read; the words are joined by commas.
func details(s detectors.Span, how string, more ...string) string {
	var words []string
	add := func(word string, on bool) {
		if on {
			words = append(words, word)
		}
	}
	add(how, how != "")
	add("legacy-font", s.Decoded)
	add("hidden", s.Hidden)
	add("deleted", s.Deleted)
	add("fallback-copy", s.Fallback)
	return strings.Join(append(words, more...), ",")
}

// belief limits how sure a finding in this reading and this line can be. ok is false when it must not be believed
// at all: one short word of TCVN3 is also a word of French or Albanian, unless the file shows TCVN3 elsewhere.
func (d *document) belief(r vntext.Reading, level Level, s detectors.Span) (c Confidence, ok bool) {
	if r.Charset == vntext.TCVN3 && level == Mat && !d.legacy[vntext.TCVN3] {
		return "", false
	}
	if r.Charset == vntext.VIQR || r.Restored || r.Capitals || s.Hidden || s.Deleted || s.Fallback {
		return Suspected, true
	}
	return Certain, true
}
