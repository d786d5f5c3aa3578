package rules

import (
	"errors"
	"fmt"
	"slices"

	"giumat/detectors/vntext"
)

// compile makes the pack that f describes.
func (f *file) compile() (*Pack, error) {
	if len(f.Rules) == 0 && len(f.Signals) == 0 {
		return nil, errors.New("it has no rules")
	}
	p := &Pack{rules: f.Rules, signals: f.Signals, threshold: f.Threshold}
	p.head.lines, p.head.tableLines = f.HeadLines, f.HeadTable
	if err := compilePatterns("pack", f.Name, f.Words, &f.Opening, &f.Declassified); err != nil {
		return nil, err
	}
	p.head.opening, p.lifted = f.Opening.Regexp, f.Declassified.Regexp

	var ids []string
	for i, r := range f.Rules {
		if r == nil {
			return nil, fmt.Errorf("rule %d is empty", i+1)
		}
		if err := r.compile(f.Words); err != nil {
			return nil, err
		}
		ids = append(ids, r.ID)
	}
	for i, s := range f.Signals {
		if s == nil {
			return nil, fmt.Errorf("signal %d is empty", i+1)
		}
		if err := s.compile(f.Words); err != nil {
			return nil, err
		}
		ids = append(ids, s.ID)
	}
	slices.Sort(ids)
	for i := 1; i < len(ids); i++ {
		if ids[i] == ids[i-1] {
			return nil, fmt.Errorf("two rules are called %q", ids[i])
		}
	}
	if err := p.addLegacy(f.LegacyWords); err != nil {
		return nil, err
	}
	p.sieve = p.newSieve()
	return p, nil
}

func (p *Pack) addLegacy(words map[string][]string) error {
	charsets := map[string]vntext.Charset{"tcvn3": vntext.TCVN3, "vni": vntext.VNI}
	for name, list := range words {
		charset, ok := charsets[name]
		if !ok {
			return fmt.Errorf("legacy_words: unknown charset %q", name)
		}
		for _, w := range list {
			p.legacy = append(p.legacy, legacyWord{charset, w})
		}
	}
	return nil
}
