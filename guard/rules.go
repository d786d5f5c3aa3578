package main

import (
	"context"
	"flag"
	"fmt"
)

// runRules shows the rules in use, for an officer to read.
func runRules(_ context.Context, p *program, args []string) (int, error) {
	if err := p.parseAlone(flag.NewFlagSet("rules", flag.ContinueOnError), args); err != nil {
		return 0, err
	}
	pack := p.content().Pack
	fmt.Fprintln(p.stdout, p.texts.Say("rules_pack", "pack", pack.Version()))
	for _, r := range pack.Rules() {
		title := r.TitleVi
		if p.language == "en" {
			title = r.Title
		}
		fmt.Fprintf(p.stdout, "  %-24s %s\n", r.ID, title)
	}
	return exitOK, nil
}
