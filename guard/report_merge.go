package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"giumat/guard/config"
	"giumat/guard/report"
	"giumat/guard/reporter"
)

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
