package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"giumat/guard/config"
	"giumat/guard/incident"
	"giumat/guard/policy"
	"giumat/guard/report"
	"giumat/guard/reporter"

	"golang.org/x/term"
)

// runReport sums up a period, or does one of the verbs around summaries.
func runReport(ctx context.Context, p *program, args []string) (int, error) {
	verbs := map[string]func(context.Context, *program, []string) (int, error){
		"urgent": runReportUrgent, "merge": runReportMerge, "send": runReportSend, "settle": runReportSettle,
		"verify": runReportVerify, "key": runReportKey,
	}
	if len(args) > 0 && verbs[args[0]] != nil {
		return verbs[args[0]](ctx, p, args[1:])
	}
	flags := flag.NewFlagSet("report", flag.ContinueOnError)
	word := flags.String("period", string(report.WeekKind), p.texts.Say("flag_period"))
	previous := flags.Bool("previous", false, p.texts.Say("flag_previous"))
	out := p.paperFlags(flags, "html", config.Formats())
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if len(plain) > 0 {
		return 0, errUsage{p.texts.Say("report_verb", "name", p.show(plain[0]))}
	}
	now := time.Now()
	period, err := p.parsePeriod(*word, now)
	if err != nil {
		return 0, err
	}
	if *previous {
		period = period.Previous()
	}
	o, err := p.openOffice(ctx)
	if err != nil {
		return 0, err
	}
	defer o.close()
	made, err := report.Build(ctx, o.source, report.Options{
		Period: period, Now: now, Unit: o.unit(), Heightened: reporter.Heightened(o.policy.Periods(period.From, period.To)),
		MaxIncidents: reporter.Listed(*out.format),
	})
	if err != nil {
		return 0, err
	}
	return exitOK, out.write(func(w io.Writer) error { return reporter.Write(w, made, *out.format, p.texts) })
}

// parsePeriod says in the user's words what is wrong with a period.
func (p *program) parsePeriod(word string, now time.Time) (report.Period, error) {
	period, err := report.ParsePeriod(word, now)
	if problem, ok := errors.AsType[*report.PeriodError](err); ok {
		return period, errUsage{p.texts.Say("report_period_"+string(problem.Problem), "word", p.show(problem.Word))}
	}
	return period, err
}

// runReportUrgent makes the page on one incident.
func runReportUrgent(ctx context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("report urgent", flag.ContinueOnError)
	out := p.paperFlags(flags, "docx", []string{"html", "docx", "pdf"})
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if len(plain) != 1 {
		return 0, errUsage{p.texts.Say("report_urgent_usage")}
	}
	o, err := p.openOffice(ctx)
	if err != nil {
		return 0, err
	}
	defer o.close()
	found, err := o.store.List(ctx, incident.Filter{ID: plain[0], Limit: 1})
	if err != nil {
		return 0, err
	}
	if len(found) == 0 {
		return 0, errors.New(p.texts.Say("report_no_incident", "id", p.show(plain[0])))
	}
	in := found[0]
	machine, err := o.source.Machine(ctx)
	if err != nil {
		return 0, err
	}
	u := report.Urgent(in, o.unit(), machine, reporter.Heightened(o.policy.Periods(in.Time, in.Time.Add(1))), time.Now())
	return exitOK, out.write(func(w io.Writer) error { return reporter.WriteUrgent(w, u, *out.format, p.texts) })
}

// runReportMerge rolls up the JSON reports of many PCs.
func runReportMerge(_ context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("report merge", flag.ContinueOnError)
	expected := flags.Int("expected", 0, p.texts.Say("flag_expected"))
	out := p.paperFlags(flags, "html", config.Formats())
	paths, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if len(paths) == 0 {
		return 0, errUsage{p.texts.Say("report_merge_usage")}
	}
	cfg, pol, err := p.settings()
	if err != nil {
		return 0, err
	}
	var list []*report.Report
	for _, path := range paths {
		r, err := readReport(path)
		if err != nil {
			return 0, err
		}
		list = append(list, r)
	}
	merged, err := report.Merge(list, report.MergeOptions{Now: time.Now(), Unit: unit(cfg, pol), Expected: *expected})
	if problem, ok := errors.AsType[*report.MergeError](err); ok {
		return 0, errors.New(p.texts.Say("report_merge_"+string(problem.Problem), "file", p.show(paths[problem.Index]),
			"other", p.show(paths[problem.Other]), "detail", problem.Detail))
	}
	if err != nil {
		return 0, err
	}
	return exitOK, out.write(func(w io.Writer) error { return reporter.Write(w, merged, *out.format, p.texts) })
}

func readReport(path string) (*report.Report, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := report.ReadJSON(f)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", path, err)
	}
	return r, nil
}

// paperOut is where a document goes, and in which format.
type paperOut struct {
	p       *program
	format  *string
	path    *string
	formats []string
}

func (p *program) paperFlags(flags *flag.FlagSet, format string, formats []string) paperOut {
	return paperOut{
		p: p, formats: formats,
		format: flags.String("format", format, p.texts.Say("flag_report_format", "formats", strings.Join(formats, ", "))),
		path:   flags.String("out", "", p.texts.Say("flag_out")),
	}
}

// write makes the document whole before a byte of it goes anywhere, and never shows bytes of Word or PDF on a terminal.
func (o paperOut) write(document func(io.Writer) error) error {
	if !slices.Contains(o.formats, *o.format) {
		return errUsage{o.p.texts.Say("report_format", "format", o.p.show(*o.format), "formats", strings.Join(o.formats, ", "))}
	}
	var out bytes.Buffer
	if err := document(&out); err != nil {
		return err
	}
	if *o.path == "" {
		terminal, isFile := o.p.stdout.(*os.File)
		if isFile && term.IsTerminal(int(terminal.Fd())) && (*o.format == "docx" || *o.format == "pdf") {
			return errUsage{o.p.texts.Say("report_needs_out", "format", *o.format)}
		}
		_, err := o.p.stdout.Write(out.Bytes())
		return err
	}
	if err := reporter.WriteFile(*o.path, out.Bytes()); err != nil {
		return err
	}
	fmt.Fprintln(o.p.stderr, o.p.texts.Say("report_written", "path", o.p.show(*o.path)))
	return nil
}

// settings are those of this PC's guard.
func (p *program) settings() (config.Config, policy.Policy, error) {
	cfg, err := config.Load(p.configPath)
	if err != nil {
		return config.Config{}, policy.Policy{}, err
	}
	pol, err := loadPolicy(cfg.Policy)
	return cfg, pol, err
}

func unit(cfg config.Config, pol policy.Policy) report.Unit {
	u := cfg.Report.Unit
	u.Contact = pol.Contact()
	return u
}

func (p *program) reportsDir() string { return filepath.Join(p.dataDir, "reports") }
