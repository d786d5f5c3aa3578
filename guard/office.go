package main

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"giumat/guard/config"
	"giumat/guard/incident"
	"giumat/guard/policy"
	"giumat/guard/protection"
	"giumat/guard/report"
)

// office is what a report is made from: this PC's settings and records.
type office struct {
	config config.Config
	policy policy.Policy
	store  *incident.Store
	log    *protection.Log
	source pcSource
}

func (p *program) openOffice(ctx context.Context) (*office, error) {
	cfg, pol, err := p.settings()
	if err != nil {
		return nil, err
	}
	store, err := p.openStore(ctx)
	if err != nil {
		return nil, err
	}
	log, err := protection.Open(ctx, p.protectionPath())
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	running, err := p.running()
	if err != nil {
		return nil, errors.Join(err, store.Close(), log.Close())
	}
	source := pcSource{store: store, log: log, stopped: !running, policy: pol, rules: p.content().Pack.Version()}
	return &office{config: cfg, policy: pol, store: store, log: log, source: source}, nil
}

func (o *office) close() error { return errors.Join(o.store.Close(), o.log.Close()) }

func (o *office) unit() report.Unit { return unit(o.config, o.policy) }

// pcSource is this PC's records as a report.Source.
type pcSource struct {
	store   *incident.Store
	log     *protection.Log
	stopped bool // the guard does not run now
	policy  policy.Policy
	rules   string // their version
}

// Each streams the incidents of a time.
func (s pcSource) Each(ctx context.Context, from, until time.Time, f func(incident.Incident) error) error {
	return s.store.Each(ctx, incident.Filter{Since: from, Until: until, OldestFirst: true}, f)
}

// Gaps gives the times without protection; while no guard runs, the last of them is open.
func (s pcSource) Gaps(ctx context.Context, from, until time.Time) ([]report.Gap, error) {
	gaps, err := s.log.Gaps(ctx, from, until)
	if err != nil {
		return nil, err
	}
	var list []report.Gap
	for _, g := range gaps {
		list = append(list, report.Gap{Kind: g.Kind, From: g.From, Until: g.Until, Uncertain: g.Uncertain})
	}
	last, err := s.log.LastSign(ctx)
	if s.stopped && !last.IsZero() && last.Before(until) {
		list = append(list, report.Gap{Kind: protection.Stopped, From: last, Uncertain: true})
	}
	return list, err
}

var _ report.Witness = pcSource{}

// Events tells what happened to the guard itself.
func (s pcSource) Events(ctx context.Context, from, until time.Time, f func(report.Event) error) error {
	return s.log.Events(ctx, from, until, func(e protection.Event) error { return f(report.EventOf(e)) })
}

// Machine proves the record and tells what guards this PC.
func (s pcSource) Machine(ctx context.Context) (report.Machine, error) {
	head, err := s.store.Head(ctx)
	if err != nil {
		return report.Machine{}, err
	}
	recorded, err := s.store.Count(ctx, incident.Filter{})
	if err != nil {
		return report.Machine{}, err
	}
	chain := "intact"
	err = s.store.Verify(ctx)
	if broken, ok := errors.AsType[*incident.BrokenError](err); ok {
		chain, err = broken.Error(), nil
	}
	if err != nil {
		return report.Machine{}, err
	}
	logHead, err := s.log.Head(ctx)
	if err != nil {
		return report.Machine{}, err
	}
	log := "intact"
	err = s.log.Verify(ctx)
	if broken, ok := errors.AsType[*protection.BrokenError](err); ok {
		log, err = broken.Error(), nil
	}
	return report.Machine{
		Host: who().Host, Version: version(), Rules: s.rules, Policy: s.policy.Version(),
		Chain: chain, ChainHead: hex.EncodeToString(head.Hash), Recorded: int64(recorded),
		Log: log, LogHead: hex.EncodeToString(logHead.Hash),
	}, err
}
