package rules

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"giumat/detectors"
	"giumat/detectors/vntext"
)

// Example is a small document beside a rule: one the rule must find, or must pass over.
type Example struct {
	Text  string          `yaml:"text"`  // lines as in the document; a tab parts cells
	Level Level           `yaml:"level"` // of a hit whose rule reads the degree
	Place detectors.Place `yaml:"place"` // empty means body
	Font  string          `yaml:"font"`  // the text is stored for this font
	Deep  bool            `yaml:"deep"`  // it stands far from the head of the document
}

// deepLine is a line number beyond any head.
const deepLine = 500

// evidence makes of the example what a detector would send.
func (e Example) evidence() detectors.Evidence {
	c := detectors.NewCollector(func(string) bool { return true }, deepLine*2)
	charset, capitals := vntext.CharsetOfFont(e.Font)
	if e.Deep {
		for range deepLine {
			c.Line(detectors.Span{Text: "—", Place: e.place()})
		}
	}
	for line := range strings.Lines(e.Text) {
		c.Line(detectors.Span{
			Text: vntext.Decode(line, charset, capitals), Decoded: charset != vntext.Unicode, Place: e.place(), Block: 1,
		})
	}
	return c.Evidence()
}

func (e Example) place() detectors.Place {
	if e.Place == "" {
		return detectors.Body
	}
	return e.Place
}

// judge gives the verdict of p on the example.
func (p *Pack) judgeExample(e Example) Verdict {
	if e.Place == detectors.FileName {
		return p.Judge(detectors.Evidence{}, strings.TrimSpace(e.Text))
	}
	return p.Judge(e.evidence(), "")
}

// Check tries every example of every rule and signal. The error names each that failed; a pack is not fit for use
// before there is none.
func (p *Pack) Check() error {
	var failed []error
	for _, r := range p.rules {
		for n, e := range r.Hit {
			want := max(r.Level, e.Level)
			if !hasReason(p.judgeExample(e), r.ID, want) {
				failed = append(failed, fmt.Errorf("rule %q: hit %d is not found as %v", r.ID, n+1, want))
			}
		}
		for n, e := range r.Miss {
			if hasReason(p.judgeExample(e), r.ID, None) {
				failed = append(failed, fmt.Errorf("rule %q: miss %d is found", r.ID, n+1))
			}
		}
	}
	for _, s := range p.signals {
		failed = append(failed, p.checkSignal(s)...)
	}
	return errors.Join(failed...)
}

func (p *Pack) checkSignal(s *Signal) (failed []error) {
	shows := func(e Example) bool {
		d := newDocument(p, e.evidence().Spans)
		for i := range d.spans {
			d.judgeLine(i)
		}
		return d.points[s]
	}
	for n, e := range s.Hit {
		if !shows(e) {
			failed = append(failed, fmt.Errorf("signal %q: hit %d is not found", s.ID, n+1))
		}
	}
	for n, e := range s.Miss {
		if shows(e) {
			failed = append(failed, fmt.Errorf("signal %q: miss %d is found", s.ID, n+1))
		}
	}
	return failed
}

// hasReason tells whether rule id found level; None stands for any level.
func hasReason(v Verdict, id string, level Level) bool {
	return slices.ContainsFunc(v.Reasons, func(r Reason) bool {
		return r.Rule == id && (level == None || r.Level == level)
	})
}
