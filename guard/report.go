package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"path/filepath"
	"time"

	"giumat/guard/config"
	"giumat/guard/incident"
	"giumat/guard/policy"
	"giumat/guard/report"
	"giumat/guard/reporter"
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

// settings are those of this PC's guard.
func (p *program) settings() (config.Config, policy.Policy, error) {
	cfg, err := config.Load(p.configPath)
	if err != nil {
		return config.Config{}, policy.Policy{}, err
	}
	pol, err := p.policyOf(cfg)
	return cfg, pol, err
}

func unit(cfg config.Config, pol policy.Policy) report.Unit {
	u := cfg.Report.Unit
	u.Contact = pol.Contact()
	return u
}

func (p *program) reportsDir() string { return filepath.Join(p.dataDir, "reports") }
