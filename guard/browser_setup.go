package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"giumat/guard/browser/contentanalysis"
	"giumat/guard/browser/hosts"
	"giumat/guard/browser/setup"
	"giumat/guard/config"
)

// runInstall sets up the browsers of this PC; runUninstall takes that back.
func runInstall(_ context.Context, p *program, args []string) (int, error) {
	return p.setUp("install", args, setup.Plan, setup.Install)
}

func runUninstall(_ context.Context, p *program, args []string) (int, error) {
	plan := func(s setup.System, _ setup.Options) ([]setup.Step, error) { return setup.PlanRemoval(s) }
	do := func(s setup.System, _ setup.Options, tell func(setup.Step)) error { return setup.Uninstall(s, tell) }
	return p.setUp("uninstall", args, plan, do)
}

// setUp reads the command line of a verb and plans or does it, saying each step before it is taken.
func (p *program) setUp(verb string, args []string, plan func(setup.System, setup.Options) ([]setup.Step, error),
	do func(setup.System, setup.Options, func(setup.Step)) error,
) (int, error) {
	flags := flag.NewFlagSet(verb, flag.ContinueOnError)
	dry := flags.Bool("dry-run", false, p.texts.Say("flag_dry_run"))
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if len(plain) != 1 || plain[0] != "browser" {
		return 0, errUsage{p.texts.Say("setup_verb", "verb", verb)}
	}
	pc, o, err := p.browserSystem()
	if err != nil {
		return 0, err
	}
	defer pc.Root.Close()
	if verb == "install" && runtime.GOOS == "windows" && o.Extension.ID != "" {
		// A browser there starts the guard without the settings, and it would take no message of the office's extension.
		return 0, errors.New(p.texts.Say("setup_no_settings"))
	}
	steps := 0
	tell := func(s setup.Step) {
		steps++
		fmt.Fprintln(p.stdout, s.Say(p.texts.Say))
	}
	if *dry {
		var planned []setup.Step
		planned, err = plan(pc, o)
		for _, step := range planned {
			tell(step)
		}
	} else {
		err = do(pc, o, tell)
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return 0, errors.New(p.texts.Say("setup_needs_admin_" + map[bool]string{true: "windows", false: "linux"}[runtime.GOOS == "windows"]))
	case err == nil && steps == 0:
		fmt.Fprintln(p.stdout, p.texts.Say(map[string]string{"install": "setup_nothing", "uninstall": "setup_nothing_ours"}[verb]))
	}
	return exitOK, err
}

// browserSystem is this PC, whose Root is to be closed, and what the settings want of its browsers.
func (p *program) browserSystem() (setup.System, setup.Options, error) {
	o, err := p.browserOptions()
	if err != nil {
		return setup.System{}, o, err
	}
	pc, err := setup.ThisPC()
	if errors.Is(err, errors.ErrUnsupported) {
		err = errors.New(p.texts.Say("setup_unsupported"))
	}
	return pc, o, err
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
		Guard: program, Firefox: b.Firefox, FirefoxUnsigned: b.FirefoxUnsigned,
		Patterns: list.Patterns(hosts.Sets{Chat: b.Chat, Share: b.Share}),
	}
	if b.SetUp() { // only then does the guard answer there
		o.FirefoxPipe = contentanalysis.PipeName
	}
	if o.Args, err = p.sameSettings(); err != nil {
		return setup.Options{}, err
	}
	if len(b.Extensions) > 0 {
		o.Extension = setup.Extension{ID: b.Extensions[0], UpdateURL: b.UpdateURL}
		o.OtherIDs = b.Extensions[1:]
	}
	return o, nil
}

// sameSettings are the arguments with which the browsers' hosts have the settings and the data folder of this command;
// without them each user has his own.
func (p *program) sameSettings() (args []string, err error) {
	if p.configPath != "" {
		path, err := filepath.Abs(p.configPath)
		if err != nil {
			return nil, err
		}
		args = append(args, "--config", path)
	}
	if p.dataDir != p.places.Data {
		args = append(args, "--data", p.dataDir)
	}
	return args, nil
}

// runDoctor says how it stands with the browsers. The exit status is 0 only if those that are there are all guarded.
func runDoctor(_ context.Context, p *program, args []string) (int, error) {
	if err := p.parseAlone(flag.NewFlagSet("doctor", flag.ContinueOnError), args); err != nil {
		return 0, err
	}
	pc, o, err := p.browserSystem()
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
