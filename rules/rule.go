package rules

import (
	"fmt"
	"slices"
	"strings"

	"giumat/detectors"
)

// Rule says how one kind of mark looks. The patterns are Go regular expressions, in which {name} stands for a word
// list of the pack or for one of the built-in pieces: see macros.
type Rule struct {
	ID         string            `yaml:"id"`
	Title      string            `yaml:"title"`
	TitleVi    string            `yaml:"title_vi"`
	Reads      Reads             `yaml:"reads"` // what Find sees; empty means line
	Find       pattern           `yaml:"find"`
	Level      Level             `yaml:"level"`      // the degree, for a pattern that does not name it
	Trigger    []string          `yaml:"trigger"`    // one of these must occur; empty means "mật"
	Places     []detectors.Place `yaml:"places"`     // empty: anywhere but properties, field codes and the file name
	Zone       string            `yaml:"zone"`       // "head": only where the head of a document stands
	Confidence Confidence        `yaml:"confidence"` // empty means certain
	Lists      bool              `yaml:"lists"`      // also on a line that names several degrees
	Unless     pattern           `yaml:"unless"`     // not when the line matches this
	UnlessPrev pattern           `yaml:"unless_previous"`
	UnlessNext pattern           `yaml:"unless_next"`
	Hit        []Example         `yaml:"hit"`
	Miss       []Example         `yaml:"miss"`

	triggers  []trigger
	namesOnly bool // looks at nothing but the name of the file
}

// maxLetters bounds, in bytes, the lines that rules look at by their letters alone: such a rule wants the whole
// line, and no mark is longer.
const maxLetters = 64

// Reads says what a pattern is matched with.
type Reads string

// What a rule can read.
const (
	Line    Reads = "line"    // the line, and each of its cells; cells are parted by " | "
	Letters Reads = "letters" // the same with only letters and digits left, so that frames and spacing do not matter
	Joined  Reads = "joined"  // the letters of several short lines one below the other
)

// Signal is a sign of an official document. Each counts once in a file.
type Signal struct {
	ID      string    `yaml:"id"`
	Title   string    `yaml:"title"`
	TitleVi string    `yaml:"title_vi"`
	Weight  int       `yaml:"weight"`
	Issuer  bool      `yaml:"issuer"` // only an office writes this; without such a sign no paper is official
	Trigger []string  `yaml:"trigger"`
	Find    pattern   `yaml:"find"`
	Unless  pattern   `yaml:"unless"`
	Hit     []Example `yaml:"hit"`
	Miss    []Example `yaml:"miss"`

	triggers []trigger
}

// notEverywhere are the places that a rule must name to see.
var notEverywhere = []detectors.Place{detectors.Property, detectors.Field, detectors.FileName}

func (r *Rule) compile(words map[string]string) error {
	hasDegree := strings.Contains(strings.ToLower(r.Find.source), "{degree}") || strings.Contains(strings.ToLower(r.Find.source), "{high}") || strings.Contains(r.Find.source, "{code}")
	switch {
	case r.ID == "" || r.Title == "" || r.TitleVi == "" || r.Find.source == "":
		return fmt.Errorf("rule %q needs id, title, title_vi and find", r.ID)
	case hasDegree == (r.Level != None):
		return fmt.Errorf("rule %q needs either a degree in its pattern or a level", r.ID)
	case len(r.Hit) == 0 || len(r.Miss) == 0:
		return fmt.Errorf("rule %q needs at least one hit and one miss", r.ID)
	case r.Zone != "" && r.Zone != "head":
		return fmt.Errorf("rule %q: unknown zone %q", r.ID, r.Zone)
	}
	if r.Reads == "" {
		r.Reads = Line
	}
	if !slices.Contains([]Reads{Line, Letters, Joined}, r.Reads) {
		return fmt.Errorf("rule %q reads %q, which is not known", r.ID, r.Reads)
	}
	if r.Confidence == "" {
		r.Confidence = Certain
	}
	if r.Confidence != Certain && r.Confidence != Suspected {
		return fmt.Errorf("rule %q: unknown confidence %q", r.ID, r.Confidence)
	}
	if len(r.Trigger) == 0 {
		r.Trigger = []string{"mật"}
	}
	r.triggers = newTriggers(r.Trigger)
	r.namesOnly = slices.Equal(r.Places, []detectors.Place{detectors.FileName})
	return compilePatterns("rule", r.ID, words, &r.Find, &r.Unless, &r.UnlessPrev, &r.UnlessNext)
}

func (s *Signal) compile(words map[string]string) error {
	switch {
	case s.ID == "" || s.Title == "" || s.TitleVi == "" || s.Find.source == "" || len(s.Trigger) == 0 || s.Weight < 1:
		return fmt.Errorf("signal %q needs id, title, title_vi, weight, trigger and find", s.ID)
	case len(s.Hit) == 0 || len(s.Miss) == 0:
		return fmt.Errorf("signal %q needs at least one hit and one miss", s.ID)
	}
	s.triggers = newTriggers(s.Trigger)
	return compilePatterns("signal", s.ID, words, &s.Find, &s.Unless)
}

// sees tells whether the rule looks at lines in this place.
func (r *Rule) sees(place detectors.Place) bool {
	if len(r.Places) == 0 {
		return !slices.Contains(notEverywhere, place)
	}
	return slices.Contains(r.Places, place)
}

// match gives the degree that the rule finds in v, looking at nothing else; None when it finds none.
func (r *Rule) match(v view) Level {
	if !triggered(r.triggers, v) || !r.Lists && v.degrees > 1 {
		return None
	}
	text := v.text
	if r.Reads == Letters {
		if text = v.letters; len(text) > maxLetters {
			return None
		}
	}
	m := r.Find.FindStringSubmatch(text)
	if m == nil || r.Unless.matches(v.text) {
		return None
	}
	if r.Level != None {
		return r.Level
	}
	return levelOf(m[r.Find.SubexpIndex(degreeGroup)])
}

// in tells whether the sign stands in v.
func (s *Signal) in(v view) bool {
	return triggered(s.triggers, v) && s.Find.MatchString(v.text) && !s.Unless.matches(v.text)
}

func compilePatterns(what, id string, words map[string]string, patterns ...*pattern) error {
	for _, p := range patterns {
		if err := p.compile(words); err != nil {
			return fmt.Errorf("%s %q, line %d: %w", what, id, p.line, err)
		}
	}
	return nil
}

// matches is false for a pattern that was not written.
func (p *pattern) matches(text string) bool {
	return p.Regexp != nil && p.MatchString(text)
}
