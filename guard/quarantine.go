package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"giumat/guard/act"
	"giumat/guard/config"
	"giumat/guard/engine"
	"giumat/guard/incident"
	"giumat/guard/policy"
	"giumat/guard/verdicts"
	"giumat/rules"
)

// runQuarantine lists the files that are held, or gives one back.
func runQuarantine(ctx context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("quarantine", flag.ContinueOnError)
	to := flags.String("to", "", p.texts.Say("flag_to"))
	reason := flags.String("reason", "", p.texts.Say("flag_reason"))
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if err := p.makeDataDir(); err != nil {
		return 0, err
	}
	quarantine, err := act.Open(filepath.Join(p.dataDir, "quarantine"), time.Now)
	if err != nil {
		return 0, err
	}
	switch {
	case len(plain) == 1 && plain[0] == "list":
		return exitOK, p.listQuarantine(quarantine)
	case len(plain) == 2 && plain[0] == "restore":
		return exitOK, p.restore(ctx, quarantine, plain[1], *to, *reason)
	}
	return 0, errUsage{p.texts.Say("quarantine_verb")}
}

func (p *program) listQuarantine(q *act.Quarantine) error {
	entries, err := q.List()
	if len(entries) == 0 && err == nil {
		fmt.Fprintln(p.stdout, p.texts.Say("quarantine_none"))
	}
	for _, e := range entries {
		fmt.Fprintf(p.stdout, "%s  %s  %-10s %9d  %s\n", e.ID, e.Taken.Local().Format(time.DateTime),
			p.texts.Say("level_"+e.Want.Level), e.Size, p.show(e.Name()))
	}
	return err
}

// restore gives a file back, records who did and why, and tells the cache that all has been done for this file in
// this place, so that a running guard does not take it again.
func (p *program) restore(ctx context.Context, q *act.Quarantine, id, to, reason string) error {
	entries, err := q.List()
	if err != nil {
		p.logger.Warn("a quarantine entry cannot be read", "error", err)
	}
	var entry act.Entry
	for _, e := range entries {
		if e.ID == id {
			entry = e
		}
	}
	if to != "" {
		if to, err = filepath.Abs(to); err != nil {
			return err
		}
	}
	given, err := q.Restore(ctx, id, to)
	if err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, p.texts.Say("quarantine_restored", "path", p.show(given.Path)))
	if len(given.Missing) > 0 {
		fmt.Fprintln(p.stdout, p.texts.Say("quarantine_restored_without", "list", strings.Join(given.Missing, ", ")))
	}
	return errors.Join(p.markRestored(given.Path, entry), p.recordRestored(ctx, entry, reason))
}

// markRestored notes that all has been done for the file, under the policy that a guard with these settings has.
func (p *program) markRestored(path string, entry act.Entry) error {
	cfg, err := config.Load(p.configPath)
	if err != nil {
		return err
	}
	pol, err := loadPolicy(cfg.Policy)
	if err != nil {
		return err
	}
	key, err := verdicts.KeyAt(path)
	if err != nil {
		return err
	}
	var level rules.Level
	if err := level.UnmarshalText([]byte(entry.Want.Level)); err != nil {
		return err
	}
	cache := p.openCache(rules.Default())
	cache.MarkHandled(key, path, engine.Scope(entry.Want.Channel, pol, rules.Marked, level))
	return cache.Close()
}

func (p *program) recordRestored(ctx context.Context, entry act.Entry, reason string) error {
	var in incident.Incident
	if err := json.Unmarshal(entry.Want.Incident, &in); err != nil {
		return fmt.Errorf("quarantine entry %s holds no incident: %w", entry.ID, err)
	}
	store, err := p.openStore(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	w := who()
	in.ID, in.Time, in.Action, in.Outcome = "", time.Now(), policy.Allow, act.Released
	in.QuarantineID, in.User, in.Host, in.Reason = entry.ID, w.User, w.Host, reason
	_, err = store.Add(ctx, in)
	return err
}
