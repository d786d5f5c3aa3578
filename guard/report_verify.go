package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"giumat/guard/deliver/sign"
)

// runReportVerify checks the signatures of reports that were received, against the keys that the officer trusts.
func runReportVerify(_ context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("report verify", flag.ContinueOnError)
	key := flags.String("key", "", p.texts.Say("flag_key"))
	keys := flags.String("keys", "", p.texts.Say("flag_keys"))
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if len(plain) != 1 || (*key == "") == (*keys == "") {
		return 0, errUsage{p.texts.Say("verify_usage")}
	}
	trusted, err := trustedKeys(*key, *keys)
	if err != nil {
		return 0, err
	}
	result, err := sign.Verify(os.DirFS(plain[0]), trusted)
	if err != nil {
		return 0, err
	}
	for _, m := range result.Good {
		fmt.Fprintln(p.stdout, p.texts.Say("verify_good", "report", p.show(m.Report), "host", p.show(m.Host), "made", m.Made.Local().Format(time.DateTime)))
	}
	for _, problem := range result.Problems {
		what := p.texts.Say("deliver_verify_" + string(problem.Kind))
		if problem.Key != "" {
			what += " (" + p.texts.Say("verify_by", "key", string(problem.Key)) + ")"
		}
		fmt.Fprintln(p.stdout, p.texts.Say("verify_problem", "file", p.show(problem.File), "problem", what))
	}
	if result.Err() != nil {
		fmt.Fprintln(p.stdout, p.texts.Say("verify_failed"))
		return exitFailed, nil
	}
	fmt.Fprintln(p.stdout, p.texts.Say("verify_passed"))
	return exitOK, nil
}

// trustedKeys are one fingerprint for any PC, or a file with one for each.
func trustedKeys(key, path string) (sign.Trusted, error) {
	if key != "" {
		fingerprint, err := sign.ParseFingerprint(key)
		return sign.Trusted{fingerprint: ""}, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	trusted, err := sign.ParseTrusted(f)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", path, err)
	}
	return trusted, nil
}
