package main

import (
	"errors"
	"io/fs"
	"log/slog"
	"sync"

	"giumat/guard/bundle"
	"giumat/guard/config"
	"giumat/guard/policy"
	"giumat/guard/redact"
)

// given is what the office gave this guard to work with, read when it is first asked for.
type given struct {
	once    sync.Once
	content bundle.Content
	problem *bundle.Problem // why it is not what was given last; nil when all is well
}

// content is the office's policy, rules and hosts, or where it gave none those that are built in.
func (p *program) content() bundle.Content {
	p.given.once.Do(p.readContent)
	return p.given.content
}

// contentProblem is what is wrong with what the office gave; nil when all is well.
func (p *program) contentProblem() *bundle.Problem {
	p.given.once.Do(p.readContent)
	return p.given.problem
}

func (p *program) readContent() {
	store, err := p.bundles()
	p.given.content, p.given.problem = store.Current()
	if err != nil {
		p.given.problem = &bundle.Problem{Err: err}
	}
	if p.given.problem != nil {
		p.logger.Error("what the office gave last is not used", slog.Any("error", redact.Error(p.given.problem)))
	}
}

// bundles is the folder of the office's bundles. Without a key of the office it gives what is built in.
func (p *program) bundles() (bundle.Store, error) {
	s := bundle.Store{Dir: p.places.Bundle, Guard: version()}
	key, err := bundle.ReadPublicKey(p.places.OfficeKey)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	s.Key = key
	return s, err
}

// officeLines say what is to be known of what the office gave: that it is not used, or not brought. None when all is well.
func (p *program) officeLines() []string {
	store, err := p.bundles()
	if err != nil {
		return []string{p.bundleProblem(&bundle.Problem{Err: err})}
	}
	cfg, _ := config.Load(p.configPath) // whoever asks this has told of settings that cannot be read
	lines := p.describeUpdates(p.updater(store, cfg.Updates).Status())
	if problem := p.contentProblem(); problem != nil {
		lines = append(lines, p.bundleProblem(problem))
	}
	return lines
}

// policyOf is the policy that holds: the office's, which it signed, or that of the settings, or the one that is built in.
func (p *program) policyOf(cfg config.Config) (policy.Policy, error) {
	if pol := p.content().Policy; pol != nil {
		return *pol, nil
	}
	return loadPolicy(cfg.Policy)
}
