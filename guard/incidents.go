package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"time"

	"giumat/guard/export"
	"giumat/guard/incident"
)

// runIncidents lists what was recorded, the newest first, or proves that nobody changed it.
func runIncidents(ctx context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("incidents", flag.ContinueOnError)
	format := flags.String("format", "text", p.texts.Say("flag_format"))
	since := flags.String("since", "", p.texts.Say("flag_since"))
	limit := flags.Int("limit", 100, p.texts.Say("flag_limit"))
	out := flags.String("out", "", p.texts.Say("flag_out"))
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	exports := len(plain) == 1 && plain[0] == "export"
	if !exports && *format != "text" && *format != "jsonl" {
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
	case exports:
		filter.Limit, filter.OldestFirst = 0, true
		return exitOK, p.exportIncidents(ctx, store, filter, export.Format(*format), *out)
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
	if format == "jsonl" {
		return writeIncidents(ctx, p.stdout, export.JSONL, store, filter)
	}
	list, err := store.List(ctx, filter)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(p.stdout, p.texts.Say("incidents_none"))
	}
	for _, in := range list {
		fmt.Fprintf(p.stdout, "%s  %s  %-16s %-12s %-14s %s\n", in.Time.Local().Format(time.DateTime), in.ID, p.what(in),
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
	n, err := store.Count(ctx, incident.Filter{})
	if err != nil {
		return 0, err
	}
	fmt.Fprintln(p.stdout, p.texts.Say("incidents_verified", "n", strconv.Itoa(n)))
	cuts, err := store.Cuts(ctx)
	if err != nil {
		return 0, err
	}
	for _, c := range cuts {
		fmt.Fprintln(p.stdout, p.texts.Say("export_cut", "time", c.Time.Local().Format(time.DateTime),
			"n", strconv.Itoa(int(c.Removed)), "before", c.Before.Local().Format(time.DateTime)))
	}
	return exitOK, nil
}
