package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"time"

	"giumat/guard/incident"
)

// runIncidents lists what was recorded, the newest first, or proves that nobody changed it.
func runIncidents(ctx context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("incidents", flag.ContinueOnError)
	format := flags.String("format", "text", p.texts.Say("flag_format"))
	since := flags.String("since", "", p.texts.Say("flag_since"))
	limit := flags.Int("limit", 100, p.texts.Say("flag_limit"))
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if *format != "text" && *format != "jsonl" {
		return 0, errUsage{p.texts.Say("scan_format", "format", p.show(*format))}
	}
	filter := incident.Filter{Limit: *limit}
	if *since != "" {
		start, err := parseSince(*since)
		if err != nil {
			return 0, errUsage{p.texts.Say("since_wrong", "value", p.show(*since))}
		}
		filter.Since = start
	}
	store, err := p.openStore(ctx)
	if err != nil {
		return 0, err
	}
	defer store.Close()

	switch {
	case len(plain) == 0:
		return exitOK, p.listIncidents(ctx, store, filter, *format)
	case len(plain) == 1 && plain[0] == "verify":
		return p.verifyIncidents(ctx, store)
	}
	return 0, errUsage{p.texts.Say("incidents_verb", "name", p.show(plain[0]))}
}

// parseSince reads a day in local time, or a moment.
func parseSince(value string) (time.Time, error) {
	if t, err := time.ParseInLocation(time.DateOnly, value, time.Local); err == nil {
		return t, nil
	}
	return time.Parse(time.RFC3339, value)
}

func (p *program) listIncidents(ctx context.Context, store *incident.Store, filter incident.Filter, format string) error {
	list, err := store.List(ctx, filter)
	if err != nil {
		return err
	}
	if format == "jsonl" {
		enc := json.NewEncoder(p.stdout)
		for _, in := range list {
			if err := enc.Encode(in); err != nil {
				return err
			}
		}
		return nil
	}
	if len(list) == 0 {
		fmt.Fprintln(p.stdout, p.texts.Say("incidents_none"))
	}
	for _, in := range list {
		what := p.texts.Say("level_" + in.Level.String())
		if in.Level == 0 {
			what = p.texts.Say("state_" + string(in.State))
		}
		fmt.Fprintf(p.stdout, "%s  %-12s %-12s %-14s %s\n", in.Time.Local().Format(time.DateTime), what,
			p.texts.Say("channel_"+string(in.Channel)), p.texts.Say("result_"+string(in.Outcome)), p.show(in.Name))
	}
	return nil
}

func (p *program) verifyIncidents(ctx context.Context, store *incident.Store) (int, error) {
	err := store.Verify(ctx)
	if broken, ok := errors.AsType[*incident.BrokenError](err); ok {
		fmt.Fprintln(p.stdout, p.texts.Say("incidents_broken", "number", strconv.FormatInt(broken.Seq, 10), "why", broken.Why))
		return exitFailed, nil
	}
	if err != nil {
		return 0, err
	}
	head, err := store.Head(ctx)
	if err != nil {
		return 0, err
	}
	fmt.Fprintln(p.stdout, p.texts.Say("incidents_verified", "n", strconv.FormatInt(head.Count, 10)))
	return exitOK, nil
}
