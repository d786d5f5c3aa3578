package main

import (
	"context"
	"log/slog"
	"time"

	"giumat/guard/config"
	"giumat/guard/deliver"
	"giumat/guard/incident"
	"giumat/guard/redact"
	"giumat/guard/reporter"
)

// summaries makes the reports of a running guard and sends them.
type summaries struct {
	reporter *reporter.Reporter
	outbox   *deliver.Outbox // nil when the settings name no destination
	news     chan struct{}   // something was recorded; room for one
}

func (p *program) openSummaries(cfg config.Config, g *guardian, news chan struct{}) (*summaries, error) {
	outbox, err := p.openOutbox(cfg)
	if err != nil {
		return nil, err
	}
	pol := g.engine.Policy
	settings := cfg.Report
	settings.Unit = unit(cfg, pol)
	r := &reporter.Reporter{
		Source: pcSource{store: g.store, log: g.health.log, policy: pol, rules: g.engine.Judge.Pack.Version()}, Policy: pol, Settings: settings,
		Dir: p.reportsDir(), Texts: p.texts, Now: time.Now, Logger: p.logger,
	}
	if outbox != nil {
		r.Outbox = outbox
	}
	return &summaries{reporter: r, outbox: outbox, news: news}, nil
}

// deliver sends what waits until ctx is done.
func (s *summaries) deliver(ctx context.Context) {
	if s.outbox != nil {
		_ = s.outbox.Run(ctx) // it ends with ctx alone
	}
}

// retain removes incidents that have been kept for as long as the office wants them.
func (p *program) retain(ctx context.Context, g *guardian, days int) {
	if days == 0 {
		return
	}
	entries, err := g.engine.Quarantine.List()
	if err != nil {
		p.logger.Warn("old incidents are kept, as the quarantine cannot be read", slog.Any("error", err))
		return
	}
	now := time.Now()
	r := incident.Retention{Before: now.AddDate(0, 0, -days), Now: now}
	for _, e := range entries {
		r.Held = append(r.Held, e.ID)
	}
	removed, err := g.store.Retain(ctx, r)
	if err != nil && ctx.Err() == nil {
		p.logger.Error("old incidents were not removed", slog.Any("error", redact.Error(err)))
	}
	if removed > 0 {
		p.logger.Info("old incidents were removed", slog.Int("count", removed))
	}
}
