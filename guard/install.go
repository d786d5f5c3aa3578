package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"giumat/guard/bundle"
	"giumat/guard/config"
	"giumat/guard/places"
	"giumat/guard/protection"
	"giumat/guard/service"
	"giumat/installer"
)

// runInstall puts the guard on this PC for all its users, or with "browser" sets up the browsers alone. Packages call it
// as guard install --packaged [--settings FILE] [--summary ADDRESS] [--office-key FILE] [--bundle FILE]; an empty value
// is as none.
func runInstall(ctx context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("install", flag.ContinueOnError)
	var o installer.Options
	dry := flags.Bool("dry-run", false, p.texts.Say("flag_dry_run"))
	flags.StringVar(&o.From, "programs", "", p.texts.Say("install_flag_programs"))
	flags.StringVar(&o.Settings, "settings", "", p.texts.Say("install_flag_settings"))
	flags.StringVar(&o.Summary, "summary", "", p.texts.Say("install_flag_summary"))
	flags.StringVar(&o.OfficeKey, "office-key", "", p.texts.Say("install_flag_office_key"))
	flags.BoolVar(&o.ReplaceKey, "replace-key", false, p.texts.Say("install_flag_replace_key"))
	flags.StringVar(&o.Bundle, "bundle", "", p.texts.Say("install_flag_bundle"))
	flags.BoolVar(&o.Packaged, "packaged", false, p.texts.Say("install_flag_packaged"))
	browsers, err := p.parseSetUp(flags, args)
	if err != nil {
		return 0, err
	}
	if browsers {
		return p.installBrowsers(*dry)
	}
	exit, err := p.installMachine(ctx, o, *dry)
	if err != nil && o.Packaged {
		// An MSI keeps nothing of what its programs print. The event log is where its administrator looks.
		fmt.Fprintln(service.Log(installer.Name, io.Discard), "guard install:", err)
	}
	return exit, err
}

// runUninstall takes back what runInstall did. Packages call it as guard uninstall --packaged [--purge|--upgrade].
func runUninstall(_ context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("uninstall", flag.ContinueOnError)
	dry := flags.Bool("dry-run", false, p.texts.Say("flag_dry_run"))
	packaged := flags.Bool("packaged", false, p.texts.Say("install_flag_packaged"))
	purge := flags.Bool("purge", false, p.texts.Say("install_flag_purge"))
	upgrade := flags.Bool("upgrade", false, p.texts.Say("msi_flag_upgrade"))
	browsers, err := p.parseSetUp(flags, args)
	if err != nil {
		return 0, err
	}
	if browsers {
		return p.uninstallBrowsers(*dry)
	}
	if *upgrade {
		return p.endTrays()
	}
	return p.uninstallMachine(*packaged, *purge, *dry)
}

// parseSetUp reads the command line of install or uninstall, and tells whether browsers alone are meant.
func (p *program) parseSetUp(flags *flag.FlagSet, args []string) (browsers bool, err error) {
	plain, err := p.parse(flags, args)
	if err != nil {
		return false, err
	}
	if len(plain) > 1 || len(plain) == 1 && plain[0] != "browser" {
		return false, errUsage{p.texts.Say("install_verb", "verb", flags.Name())}
	}
	return len(plain) == 1, nil
}

// installMachine installs or says what would be done, the browsers last.
func (p *program) installMachine(ctx context.Context, o installer.Options, dry bool) (int, error) {
	p.wholePC()
	pc, err := p.thisPC()
	if err != nil {
		return 0, err
	}
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	o.From = cmp.Or(o.From, filepath.Dir(self))
	p.lend(ctx, &o)
	steps := 0
	tell := func(s installer.Step) {
		steps++
		fmt.Fprintln(p.stdout, s.Say(p.texts.Say))
	}
	if dry {
		var planned []installer.Step
		planned, err = installer.Plan(pc, o)
		for _, step := range planned {
			tell(step)
		}
		p.configPath = cmp.Or(o.Settings, p.configPath) // what browsers will go by
	} else {
		err = installer.Install(pc, o, tell)
		p.wholePC() // there may be settings now
		if err == nil && steps > 0 {
			err = p.acceptOwnFiles() // these changes are ours
		}
	}
	if errors.Is(err, installer.ErrOtherKey) {
		return 0, errors.New(p.texts.Say("install_other_key", "file", pc.Places.OfficeKey))
	}
	if err != nil {
		return 0, p.orAdmin(err)
	}
	if steps == 0 {
		fmt.Fprintln(p.stdout, p.texts.Say("install_nothing"))
	}
	cfg, err := config.Load(p.configPath)
	if err != nil {
		return 0, err
	}
	if !cfg.Browser.SetUp() {
		// Closing private windows and the like guards nothing where no extension is to be installed.
		fmt.Fprintln(p.stdout, p.texts.Say("install_no_extension"))
		return exitOK, nil
	}
	return p.installBrowsers(dry)
}

// uninstallMachine takes the guard off the PC, browsers first: what they are told to start would be gone.
func (p *program) uninstallMachine(packaged, purge, dry bool) (int, error) {
	p.wholePC()
	pc, err := p.thisPC()
	if err != nil {
		return 0, err
	}
	if exit, err := p.uninstallBrowsers(dry); err != nil {
		return exit, err
	}
	tell := func(s installer.Step) { fmt.Fprintln(p.stdout, s.Say(p.texts.Say)) }
	if !dry {
		if err := p.noteRemoval(); err != nil {
			return 0, p.orAdmin(err)
		}
		if packaged { // the package cannot remove a program that runs
			err = installer.EndTrays(pc)
		}
		return exitOK, p.orAdmin(errors.Join(err, installer.Uninstall(pc, packaged, purge, tell)))
	}
	planned, err := installer.PlanRemoval(pc, packaged, purge)
	for _, step := range planned {
		tell(step)
	}
	return exitOK, err
}

// endTrays ends the trays of all users.
func (p *program) endTrays() (int, error) {
	pc, err := p.thisPC()
	if err != nil {
		return 0, err
	}
	return exitOK, p.orAdmin(installer.EndTrays(pc))
}

// noteRemoval tells the next summary of this PC, if there ever is one, that the guard was removed. Where none ran there is
// nothing to tell.
func (p *program) noteRemoval() error {
	if err := os.Remove(p.sumsPath()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := os.Stat(p.protectionPath()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	ctx := context.Background()
	log, err := protection.Open(ctx, p.protectionPath())
	if err != nil {
		return err
	}
	return errors.Join(log.Note(ctx, protection.Event{Kind: protection.Uninstalled, At: time.Now()}), log.Close())
}

// thisPC is the PC as something to install on.
func (p *program) thisPC() (installer.System, error) {
	pc, err := installer.ThisPC()
	if errors.Is(err, errors.ErrUnsupported) {
		err = errors.New(p.texts.Say("install_unsupported"))
	}
	return pc, err
}

// lend gives the installer what it needs of this program.
func (p *program) lend(ctx context.Context, o *installer.Options) {
	o.CheckSettings = func(data []byte) error { return checkSettings(filepath.Dir(p.places.Settings), data) }
	store := func(key ed25519.PublicKey) bundle.Store {
		return bundle.Store{Dir: p.places.Bundle, Key: key, Guard: version()}
	}
	o.NewBundle = func(path string, key ed25519.PublicKey) (bool, error) {
		b, err := bundle.Open(path, key)
		if err != nil {
			return false, err
		}
		defer b.Close()
		if _, err := b.Try(version()); err != nil {
			return false, err
		}
		err = b.Follows(store(key).Here(), false)
		if errors.Is(err, bundle.ErrInstalled) || o.Packaged && errors.Is(err, bundle.ErrOlder) {
			return false, nil // a package that is installed again: what the share has brought since is better
		}
		return err == nil, err
	}
	o.InstallBundle = func(path string, key ed25519.PublicKey) error {
		s := store(key)
		b, err := s.Take(ctx, path)
		if err != nil {
			return err
		}
		if _, err := b.Try(version()); err != nil {
			return errors.Join(err, s.Drop(b))
		}
		return s.Install(b)
	}
	o.Compile = func() error { return p.readSamples(ctx) }
}

// checkSettings tells what is wrong with settings that are to lie in dir. What they name by part of a path lies there.
func checkSettings(dir string, data []byte) error {
	f, err := os.CreateTemp(dir, ".check-")
	if err != nil {
		f, err = os.CreateTemp("", ".check-") // the folder is still to be made, or an ordinary user asks
	}
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	_, err = config.Load(f.Name())
	if inner := errors.Unwrap(err); inner != nil {
		return inner // without the name that the file has only here
	}
	return err
}

// readSamples lets the detectors read made-up documents, with the PC's compiled PDFium, and tells whether they are judged
// rightly. It writes nothing else: a guard may be at work in the data folder, and an ordinary user may ask.
func (p *program) readSamples(ctx context.Context) (err error) {
	judge, closeJudge := p.newJudge(1, false)
	defer func() { err = errors.Join(err, closeJudge()) }()
	for _, doc := range demoDocuments() {
		judged, err := judge.Bytes(ctx, bytes.NewReader(doc.bytes), int64(len(doc.bytes)), doc.name)
		if err != nil {
			return fmt.Errorf("read the made-up %q: %w", doc.name, err)
		}
		if judged.Verdict.Level != doc.level {
			return fmt.Errorf("the made-up %q was judged %q, want %q", doc.name, judged.Verdict.Level, doc.level)
		}
	}
	return nil
}

// wholePC makes the places of the guard of the whole PC those of this command.
func (p *program) wholePC() {
	p.places = places.Machine()
	p.configPath, p.dataDir = existing(p.places.Settings), p.places.Data
}

// orAdmin says in place of missing rights what to do.
func (p *program) orAdmin(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return errors.New(p.texts.Say("setup_needs_admin_" + map[bool]string{true: "windows", false: "linux"}[runtime.GOOS == "windows"]))
	}
	return err
}
