package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"giumat/guard/browser/contentanalysis"
	"giumat/guard/browser/hosts"
	"giumat/guard/browser/setup"
	"giumat/guard/config"
	"giumat/guard/places"
	"giumat/installer"
)

// installBrowsers sets up the browsers of this PC.
func (p *program) installBrowsers(dry bool) (int, error) {
	pc, o, err := p.browserSystem()
	if err != nil {
		return 0, err
	}
	defer pc.Root.Close()
	if runtime.GOOS == "windows" && o.Extension.ID != "" && len(o.Args) > 0 {
		// A browser there starts the guard without arguments, and it would take no message of the office's extension.
		return 0, errors.New(p.texts.Say("setup_no_settings"))
	}
	return p.setUp("setup_nothing", dry, func() ([]setup.Step, error) { return setup.Plan(pc, o) },
		func(tell func(setup.Step)) error { return setup.Install(pc, o, tell) })
}

// uninstallBrowsers takes that back.
func (p *program) uninstallBrowsers(dry bool) (int, error) {
	pc, err := p.browserPC()
	if err != nil {
		return 0, err
	}
	defer pc.Root.Close()
	return p.setUp("setup_nothing_ours", dry, func() ([]setup.Step, error) { return setup.PlanRemoval(pc) },
		func(tell func(setup.Step)) error { return setup.Uninstall(pc, tell) })
}

// setUp plans something for the browsers or does it, saying each step before it is taken, or that there is none.
func (p *program) setUp(nothing string, dry bool, plan func() ([]setup.Step, error), do func(func(setup.Step)) error) (int, error) {
	steps := 0
	tell := func(s setup.Step) {
		steps++
		fmt.Fprintln(p.stdout, s.Say(p.texts.Say))
	}
	var err error
	if dry {
		var planned []setup.Step
		planned, err = plan()
		for _, step := range planned {
			tell(step)
		}
	} else {
		err = do(tell)
	}
	if err == nil && steps == 0 {
		fmt.Fprintln(p.stdout, p.texts.Say(nothing))
	}
	return exitOK, p.orAdmin(err)
}

// browserSystem is this PC, whose Root is to be closed, and what the settings want of its browsers.
func (p *program) browserSystem() (setup.System, setup.Options, error) {
	o, err := p.browserOptions()
	if err != nil {
		return setup.System{}, o, err
	}
	pc, err := p.browserPC()
	return pc, o, err
}

// browserPC is this PC, whose Root is to be closed.
func (p *program) browserPC() (setup.System, error) {
	pc, err := setup.ThisPC()
	if errors.Is(err, errors.ErrUnsupported) {
		err = errors.New(p.texts.Say("setup_unsupported"))
	}
	return pc, err
}

// browserOptions is what the settings say of browsers.
func (p *program) browserOptions() (setup.Options, error) {
	cfg, err := config.Load(p.configPath)
	if err != nil {
		return setup.Options{}, err
	}
	program, err := p.guardForBrowsers()
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

// guardForBrowsers is the program that browsers start: the installed one, if this command is about the whole PC.
func (p *program) guardForBrowsers() (string, error) {
	if p.places == places.Machine() {
		pc, err := installer.ThisPC()
		return pc.Program("guard"), err
	}
	return os.Executable()
}

// sameSettings are the arguments with which the browsers' hosts have the settings and the data folder of this command.
// Those of the guard of the whole PC they find by themselves; without any, each user has his own.
func (p *program) sameSettings() (args []string, err error) {
	if p.configPath != "" && p.configPath != places.Machine().Settings {
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
