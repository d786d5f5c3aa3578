package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"giumat/guard/act"
	"giumat/guard/config"
	"giumat/guard/engine"
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

// restore gives a file back as a running guard would, under the policy that a guard with these settings has.
func (p *program) restore(ctx context.Context, q *act.Quarantine, id, to, reason string) error {
	cfg, err := config.Load(p.configPath)
	if err != nil {
		return err
	}
	pol, err := loadPolicy(cfg.Policy)
	if err != nil {
		return err
	}
	if to != "" {
		if to, err = filepath.Abs(to); err != nil {
			return err
		}
	}
	store, err := p.openStore(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	cache := p.openCache(rules.Default())
	defer cache.Close()
	e := &engine.Engine{Judge: &engine.Judge{Cache: cache}, Policy: pol, Quarantine: q, Store: store, Now: time.Now}
	given, err := e.Release(ctx, id, to, reason, who())
	if given.Path != "" {
		p.sayGiven(given)
	}
	return err
}

func (p *program) sayGiven(given act.Restored) {
	fmt.Fprintln(p.stdout, p.texts.Say("quarantine_restored", "path", p.show(given.Path)))
	if len(given.Missing) > 0 {
		fmt.Fprintln(p.stdout, p.texts.Say("quarantine_restored_without", "list", strings.Join(given.Missing, ", ")))
	}
}
