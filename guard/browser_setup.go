package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"runtime"

	"giumat/guard/browser/contentanalysis"
	"giumat/guard/browser/hosts"
	"giumat/guard/browser/setup"
	"giumat/guard/config"
)

// runInstall sets up the browsers of this PC; runUninstall takes that back.
func runInstall(_ context.Context, p *program, args []string) (int, error) {
	return p.setUp("install", args, func(s setup.System, o setup.Options, dry bool, tell func(setup.Step)) error {
		if !dry {
			return setup.Install(s, o, tell)
		}
		steps, err := setup.Plan(s, o)
		for _, step := range steps {
			tell(step)
		}
		return err
	})
}

func runUninstall(_ context.Context, p *program, args []string) (int, error) {
	return p.setUp("uninstall", args, func(s setup.System, _ setup.Options, dry bool, tell func(setup.Step)) error {
		if !dry {
			return setup.Uninstall(s, tell)
		}
		steps, err := setup.PlanRemoval(s)
		for _, step := range steps {
			tell(step)
		}
		return err
	})
}

// setUp reads the command line of a verb and does it, saying each step before it is taken.
func (p *program) setUp(verb string, args []string, do func(setup.System, setup.Options, bool, func(setup.Step)) error) (int, error) {
	flags := flag.NewFlagSet(verb, flag.ContinueOnError)
	dry := flags.Bool("dry-run", false, p.texts.Say("flag_dry_run"))
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if len(plain) != 1 || plain[0] != "browser" {
		return 0, errUsage{p.texts.Say("setup_verb", "verb", verb)}
	}
	o, err := p.browserOptions()
	if err != nil {
		return 0, err
	}
	pc, err := setup.ThisPC()
	if errors.Is(err, errors.ErrUnsupported) {
		return 0, errors.New(p.texts.Say("setup_unsupported"))
	}
	if err != nil {
		return 0, err
	}
	defer pc.Root.Close()
	steps := 0
	err = do(pc, o, *dry, func(s setup.Step) {
		steps++
		fmt.Fprintln(p.stdout, s.Say(p.texts.Say))
	})
	switch {
	case errors.Is(err, fs.ErrPermission):
		return 0, errors.New(p.texts.Say("setup_needs_admin_" + map[bool]string{true: "windows", false: "linux"}[runtime.GOOS == "windows"]))
	case err == nil && steps == 0:
		fmt.Fprintln(p.stdout, p.texts.Say(map[string]string{"install": "setup_nothing", "uninstall": "setup_nothing_ours"}[verb]))
	}
	return exitOK, err
}

// browserOptions is what the settings say of browsers.
func (p *program) browserOptions() (setup.Options, error) {
	cfg, err := config.Load(p.configPath)
	if err != nil {
		return setup.Options{}, err
	}
	program, err := os.Executable()
	if err != nil {
		return setup.Options{}, err
	}
	list, err := hosts.Default()
	if err != nil {
		return setup.Options{}, err
	}
	b := cfg.Browser
	o := setup.Options{
		Guard: program, Firefox: b.Firefox, FirefoxUnsigned: b.FirefoxUnsigned, FirefoxPipe: contentanalysis.PipeName,
		Patterns: list.Patterns(hosts.Sets{Chat: b.Chat, Share: b.Share}),
	}
	if len(b.Extensions) > 0 {
		o.Extension = setup.Extension{ID: b.Extensions[0], UpdateURL: b.UpdateURL}
		o.OtherIDs = b.Extensions[1:]
	}
	return o, nil
}

// runDoctor says how it stands with the browsers. The exit status is 0 only if those that are there are all guarded.
func runDoctor(_ context.Context, p *program, args []string) (int, error) {
	if err := p.parseAlone(flag.NewFlagSet("doctor", flag.ContinueOnError), args); err != nil {
		return 0, err
	}
	o, err := p.browserOptions()
	if err != nil {
		return 0, err
	}
	pc, err := setup.ThisPC()
	if errors.Is(err, errors.ErrUnsupported) {
		return 0, errors.New(p.texts.Say("setup_unsupported"))
	}
	if err != nil {
		return 0, err
	}
	defer pc.Root.Close()
	states, err := setup.State(pc, o)
	if err != nil {
		return 0, err
	}
	if err := setup.Table(p.stdout, states, p.texts.Say); err != nil {
		return 0, err
	}
	exit := exitOK
	for _, s := range states {
		if s.Present && !s.Guarded() {
			exit = exitFailed
		}
	}
	running, err := p.running()
	if err != nil || !running {
		return exit, err
	}
	var status guardStatus
	if err := readJSON(p.statusPath(), &status); err != nil {
		return 0, fmt.Errorf("read status %q: %w", p.statusPath(), err)
	}
	for _, b := range status.Unprotected {
		fmt.Fprintln(p.stdout, p.describeBrowser(b))
		exit = exitFailed
	}
	return exit, nil
}
