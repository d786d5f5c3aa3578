package main

import (
	"context"
	"flag"
	"fmt"
	"strconv"

	"giumat/guard/browser/setup"
	"giumat/guard/places"
	"giumat/installer"
)

// runDoctor says how it stands with the guard of this PC and with the browsers. The exit status is 0 only if the guard
// is installed as it should be, and the browsers that are there are all guarded.
func runDoctor(ctx context.Context, p *program, args []string) (int, error) {
	if places.Installed() {
		p.places = places.Machine()
	}
	if err := p.parseAlone(flag.NewFlagSet("doctor", flag.ContinueOnError), args); err != nil {
		return 0, err
	}
	wellInstalled, err := p.examineMachine(ctx)
	if err != nil {
		return 0, err
	}
	fmt.Fprintln(p.stdout)
	wellGuarded, err := p.examineBrowsers()
	if err != nil {
		return 0, err
	}
	if !wellInstalled || !wellGuarded {
		return exitFailed, nil
	}
	return exitOK, nil
}

// examineMachine writes a table of the guard of the whole PC, and tells whether all in it is well.
func (p *program) examineMachine(ctx context.Context) (well bool, err error) {
	machine := *p
	machine.wholePC()
	pc, err := p.thisPC()
	if err != nil {
		return false, err
	}
	var o installer.Options
	machine.lend(ctx, &o)
	checks, err := installer.State(pc, o)
	if err != nil {
		return false, err
	}
	checks = append(checks, machine.checkBundle(), machine.checkReading(ctx))
	if err := installer.Table(p.stdout, checks, p.texts.Say); err != nil {
		return false, err
	}
	for _, line := range machine.officeLines() {
		fmt.Fprintln(p.stdout, line)
	}
	for _, c := range checks {
		if !c.Good {
			return false, nil
		}
	}
	return true, nil
}

// checkBundle looks at the office's bundle that the guard goes by.
func (p *program) checkBundle() installer.Check {
	c := installer.Check{Part: "bundle"}
	store, err := p.bundles()
	if err != nil {
		c.Remark, c.Pairs = "install_bad_key", []string{"error", p.bundleRefused(err).Error()}
		return c
	}
	content, problem := store.Current()
	switch {
	case problem != nil:
		c.Remark, c.Pairs = "install_bad_bundle", []string{"error", p.bundleProblem(problem)}
	case content.Serial == 0:
		c.Good, c.Remark = true, "install_no_bundle"
	default:
		c.Good, c.Remark, c.Pairs = true, "install_bundle_serial", []string{"serial", strconv.FormatInt(content.Serial, 10)}
	}
	return c
}

// checkReading tries whether documents are read and judged rightly on this PC.
func (p *program) checkReading(ctx context.Context) installer.Check {
	if err := p.readSamples(ctx); err != nil {
		return installer.Check{Part: "selftest", Remark: "install_bad_selftest", Pairs: []string{"error", err.Error()}}
	}
	return installer.Check{Part: "selftest", Good: true}
}

// examineBrowsers writes a table of the browsers, and tells whether those that are there are all guarded.
func (p *program) examineBrowsers() (well bool, err error) {
	pc, o, err := p.browserSystem()
	if err != nil {
		return false, err
	}
	defer pc.Root.Close()
	states, err := setup.State(pc, o)
	if err != nil {
		return false, err
	}
	if err := setup.Table(p.stdout, states, p.texts.Say); err != nil {
		return false, err
	}
	well = true
	for _, s := range states {
		well = well && (!s.Present || s.Guarded())
	}
	running, err := p.running()
	if err != nil || !running {
		return well, nil // or it is another user's to see
	}
	var status guardStatus
	if err := readJSON(p.statusPath(), &status); err != nil {
		return false, fmt.Errorf("read status %q: %w", p.statusPath(), err)
	}
	for _, b := range status.Unprotected {
		fmt.Fprintln(p.stdout, p.describeBrowser(b))
		well = false
	}
	return well, nil
}
