// Package rules turns what the detectors found in one file into a verdict: which degree of secrecy it bears, how
// sure that is, by which rules and where, and whether it is an official work document. The rules are data, in
// packs. The package never reads files of the user and its verdict never holds text of a document.
package rules

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"giumat/rules/packs"
)

// Pack is a set of rules, ready to judge. It does not change after loading and may be used by several goroutines.
type Pack struct {
	rules     []*Rule
	signals   []*Signal
	threshold int // points of signals that make an official document
	head      headZone
	legacy    []legacyWord
	lifted    *regexp.Regexp // a declassification stamp
	sieve     *sieve
	version   string
}

// headZone says how many lines from the top a mark in ordinary letters is believed.
type headZone struct {
	lines, tableLines int
	opening           *regexp.Regexp // a line that opens a head deeper down: the number of a document, an annex
}

// file is a pack as it is written.
type file struct {
	Name         string              `yaml:"name"`
	Date         string              `yaml:"date"` // of the last change, 2026-03-01
	Title        string              `yaml:"title"`
	TitleVi      string              `yaml:"title_vi"`
	Words        map[string]string   `yaml:"words"`
	HeadLines    int                 `yaml:"head_lines"`
	HeadTable    int                 `yaml:"head_table_lines"`
	Opening      pattern             `yaml:"opening"`
	Declassified pattern             `yaml:"declassified"`
	LegacyWords  map[string][]string `yaml:"legacy_words"`
	Threshold    int                 `yaml:"official_threshold"`
	Rules        []*Rule             `yaml:"rules"`
	Signals      []*Signal           `yaml:"signals"`
}

// Default returns the packs that the program is built with, as one. It panics when they are broken, which a test
// rules out.
func Default() *Pack {
	names, err := fs.Glob(packs.Files, "*.yaml")
	if err != nil {
		panic(err)
	}
	var all []*Pack
	for _, name := range names {
		data, err := packs.Files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		p, err := Load(bytes.NewReader(data))
		if err != nil {
			panic(fmt.Sprintf("pack %q: %v", name, err))
		}
		all = append(all, p)
	}
	return Join(all...)
}

// Load reads one pack. An unknown key, a pattern that does not compile or a rule without an example is an error that
// names the line or the rule.
func Load(r io.Reader) (*Pack, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read pack: %w", err)
	}
	var f file
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&f); err != nil {
		return nil, fmt.Errorf("read pack: %w", err)
	}
	if f.Name == "" || f.Date == "" {
		return nil, errors.New("read pack: it has no name or no date")
	}
	sum := sha256.Sum256(data)
	p, err := f.compile()
	if err != nil {
		return nil, fmt.Errorf("pack %q: %w", f.Name, err)
	}
	p.version = f.Name + " " + f.Date + " " + hex.EncodeToString(sum[:4])
	return p, nil
}

// Join makes one pack of several. Rules are tried in the order given; a setting comes from the first pack with one.
func Join(all ...*Pack) *Pack {
	p := &Pack{}
	var versions []string
	for _, q := range all {
		p.rules = append(p.rules, q.rules...)
		p.signals = append(p.signals, q.signals...)
		p.legacy = append(p.legacy, q.legacy...)
		p.threshold = cmp.Or(p.threshold, q.threshold)
		p.lifted = cmp.Or(p.lifted, q.lifted)
		p.head.lines = cmp.Or(p.head.lines, q.head.lines)
		p.head.tableLines = cmp.Or(p.head.tableLines, q.head.tableLines)
		p.head.opening = cmp.Or(p.head.opening, q.head.opening)
		versions = append(versions, q.version)
	}
	p.version = strings.Join(versions, ", ")
	p.sieve = p.newSieve()
	return p
}

// Version names the pack's content: name, date and the beginning of its SHA-256. It keys remembered verdicts.
func (p *Pack) Version() string { return p.version }

// Rules lists the rules in the order they are tried.
func (p *Pack) Rules() []*Rule { return p.rules }

// Signals lists the signs of an official document.
func (p *Pack) Signals() []*Signal { return p.signals }
