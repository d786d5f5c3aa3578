package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"giumat/guard/act"
	"giumat/guard/config"
	"giumat/guard/engine"
	"giumat/guard/link"
	"giumat/guard/notify"
	"giumat/guard/policy"
)

// runQuarantine lists the files that are held, or gives one back.
func runQuarantine(ctx context.Context, p *program, args []string) (int, error) {
	if len(args) > 0 && args[0] == "code" {
		return runQuarantineCode(p, args[1:])
	}
	flags := flag.NewFlagSet("quarantine", flag.ContinueOnError)
	to := flags.String("to", "", p.texts.Say("flag_to"))
	reason := flags.String("reason", "", p.texts.Say("flag_reason"))
	code := flags.String("code", "", p.texts.Say("flag_code"))
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if p.served() && len(plain) > 0 {
		switch {
		case len(plain) == 1 && plain[0] == "list":
			return exitOK, p.listHeld(ctx, func(link.Held) bool { return true })
		case len(plain) == 2 && plain[0] == "restore" && *to == "":
			return exitOK, p.release(ctx, wish{id: plain[1], reason: *reason, code: *code}, func(link.Held) bool { return true })
		}
		return 0, errUsage{p.texts.Say("quarantine_served")}
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
		return exitOK, errors.Join(p.listHeld(ctx, isLocked), p.listQuarantine(quarantine))
	case len(plain) == 1 && plain[0] == "secret":
		return exitOK, p.makeSecret()
	case len(plain) == 2 && plain[0] == "restore":
		return exitOK, p.restoreByHand(ctx, quarantine, wish{id: plain[1], to: *to, reason: *reason, code: *code})
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

// wish is what somebody asks to have back, where, and why he may.
type wish struct {
	id, to, reason, code string
}

// restoreByHand gives a file back to somebody who has a reason, and the officer's code where one is needed.
func (p *program) restoreByHand(ctx context.Context, q *act.Quarantine, w wish) error {
	if !link.ReasonOK(w.reason, notify.MinReason) {
		return errUsage{p.texts.Say("restore_reason", "n", strconv.Itoa(notify.MinReason))}
	}
	account, err := (&engine.Engine{Quarantine: q}).Account(w.id)
	if errors.Is(err, act.ErrNoEntry) && w.to == "" {
		return p.release(ctx, w, isLocked)
	}
	if err != nil {
		return err
	}
	if account.Action != policy.Warn { // what was held for its user's decision needs his reason alone
		err = p.officersCode(ctx, q, w.id, w.code)
	}
	if wanted, ok := errors.AsType[codeWantedError](err); ok {
		return errors.New(p.texts.Say("code_wanted", "request", wanted.request, "id", w.id))
	}
	if err != nil && !errors.Is(err, errNoSecret) {
		return err
	}
	return p.restore(ctx, q, w.id, w.to, w.reason)
}

// restore gives a file back as a running guard would, under the policy that a guard with these settings has.
func (p *program) restore(ctx context.Context, q *act.Quarantine, id, to, reason string) error {
	cfg, err := config.Load(p.configPath)
	if err != nil {
		return err
	}
	pol, err := p.policyOf(cfg)
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
	cache := p.openCache(p.content().Pack)
	defer cache.Close()
	e := &engine.Engine{Judge: &engine.Judge{Cache: cache}, Policy: pol, Quarantine: q, Store: store, Now: time.Now}
	given, err := e.Release(ctx, id, to, reason, who().User)
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
