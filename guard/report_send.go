package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"giumat/guard/config"
	"giumat/guard/deliver"
	"giumat/guard/deliver/sign"
	"giumat/guard/redact"
)

// openOutbox gives where reports wait to be sent; nil when the settings name no destination.
func (p *program) openOutbox(cfg config.Config) (*deliver.Outbox, error) {
	if !cfg.Report.Deliver.Any() {
		return nil, nil
	}
	key, err := p.openKey()
	if err != nil {
		return nil, err
	}
	return deliver.Open(deliver.Options{
		Dir: filepath.Join(p.dataDir, "outbox"), Key: key, Settings: cfg.Report.Deliver, Texts: p.texts, Logger: p.logger,
	})
}

// outboxHere is that of this PC's settings, which must name a destination.
func (p *program) outboxHere() (*deliver.Outbox, error) {
	cfg, _, err := p.settings()
	if err != nil {
		return nil, err
	}
	outbox, err := p.openOutbox(cfg)
	if err == nil && outbox == nil {
		return nil, errors.New(p.texts.Say("send_nowhere"))
	}
	return outbox, err
}

// openKey gives the key with which this PC signs its reports, and makes it the first time.
func (p *program) openKey() (*sign.Key, error) {
	dir := filepath.Join(p.dataDir, "keys")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make folder of keys: %w", err)
	}
	return sign.OpenKey(dir)
}

// runReportSend tries all reports that wait, or sends a test message, and says where each stands.
func runReportSend(ctx context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("report send", flag.ContinueOnError)
	test := flags.Bool("test", false, p.texts.Say("flag_send_test"))
	if err := p.parseAlone(flags, args); err != nil {
		return 0, err
	}
	outbox, err := p.outboxHere()
	if err != nil {
		return 0, err
	}
	if *test {
		return p.sendTest(ctx, outbox)
	}
	_, err = outbox.Flush(ctx, time.Now())
	if err != nil {
		p.logger.Warn("a report was not delivered", "error", redact.Error(err))
	}
	return p.sayOutbox(outbox)
}

func (p *program) sendTest(ctx context.Context, outbox *deliver.Outbox) (int, error) {
	results, err := outbox.SendTest(ctx, who().Host)
	if err != nil {
		return 0, err
	}
	exit := exitOK
	for _, r := range results {
		if r.Err != nil {
			exit = exitFailed
			fmt.Fprintln(p.stdout, p.texts.Say("send_test_failed", "to", p.show(r.To), "error", r.Err.Error()))
			continue
		}
		fmt.Fprintln(p.stdout, p.texts.Say("send_test_done", "to", p.show(r.To)))
	}
	return exit, nil
}

// sayOutbox lists what is on its way. The exit status is 0 when all has arrived.
func (p *program) sayOutbox(outbox *deliver.Outbox) (int, error) {
	list, err := outbox.List()
	if err != nil {
		return 0, err
	}
	exit := exitOK
	for _, s := range list {
		for _, to := range slices.Sorted(maps.Keys(s.Deliveries)) {
			d := s.Deliveries[to]
			state := []string{p.texts.Say("deliver_state_" + string(d.State))}
			if !d.Next.IsZero() {
				state = append(state, p.texts.Say("send_next", "next", d.Next.Local().Format(time.DateTime)))
			}
			if d.Error != "" {
				state = append(state, d.Error)
			}
			fmt.Fprintln(p.stdout, p.texts.Say("send_line", "id", s.ID, "to", p.show(to), "state", strings.Join(state, "; ")))
			if d.State != deliver.Delivered {
				exit = exitFailed
			}
		}
	}
	if len(list) == 0 {
		fmt.Fprintln(p.stdout, p.texts.Say("send_nothing"))
	}
	return exit, nil
}

// runReportSettle says of a report that a destination refused, or of which nobody knows whether it arrived, that it
// arrived or is to be sent again.
func runReportSettle(ctx context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("report settle", flag.ContinueOnError)
	arrived := flags.Bool("arrived", false, p.texts.Say("flag_arrived"))
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if len(plain) != 2 {
		return 0, errUsage{p.texts.Say("settle_usage")}
	}
	outbox, err := p.outboxHere()
	if err != nil {
		return 0, err
	}
	if err := outbox.Settle(ctx, plain[0], plain[1], *arrived); err != nil {
		return 0, err
	}
	return p.sayOutbox(outbox)
}

// runReportKey shows what the officer needs to verify this PC's reports.
func runReportKey(_ context.Context, p *program, args []string) (int, error) {
	if err := p.parseAlone(flag.NewFlagSet("report key", flag.ContinueOnError), args); err != nil {
		return 0, err
	}
	key, err := p.openKey()
	if err != nil {
		return 0, err
	}
	fmt.Fprintf(p.stdout, "%s, %s\n", key.Fingerprint(), who().Host)
	return exitOK, nil
}
