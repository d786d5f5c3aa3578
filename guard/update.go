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
	"strconv"
	"time"

	"giumat/guard/bundle"
	"giumat/guard/update"
)

// runUpdate installs a bundle, or the newest in a folder, now.
func runUpdate(ctx context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("update", flag.ContinueOnError)
	officeKey := flags.String("office-key", "", p.texts.Say("bundle_flag_office_key"))
	var o update.Options
	flags.BoolVar(&o.DryRun, "dry-run", false, p.texts.Say("update_flag_dry_run"))
	flags.BoolVar(&o.AllowOlder, "allow-older", false, p.texts.Say("update_flag_allow_older"))
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if len(plain) != 1 {
		return 0, errUsage{p.texts.Say("update_usage")}
	}
	store, err := p.storeFor(*officeKey)
	if err != nil {
		return 0, err
	}
	if store.Key == nil {
		return 0, p.updateRefused(bundle.ErrNoKey)
	}
	if err := p.makeDataDir(); err != nil {
		return 0, p.updateRefused(err)
	}
	install := p.updater(store, "").File
	if info, err := os.Stat(plain[0]); err == nil && info.IsDir() {
		install = p.updater(store, "").Folder
	}
	result, err := install(ctx, plain[0], o)
	if errors.Is(err, bundle.ErrInstalled) {
		fmt.Fprintln(p.stdout, p.updateRefused(err))
		return exitOK, nil
	}
	if err != nil {
		return 0, p.updateRefused(err)
	}
	p.showUpdate(result, o.DryRun)
	return exitOK, nil
}

// updater keeps this guard up to date, from the share too if there is one. The programs are those of the folder that this
// program lies in, if it has its own name there.
func (p *program) updater(store bundle.Store, share string) *update.Updater {
	u := &update.Updater{Store: store, Dir: filepath.Join(p.dataDir, "update"), Share: share, Logger: p.logger, Now: time.Now}
	u.Changed = func() { p.logFault(p.acceptUpdate()) } // what the update brought is no tampering
	self, err := os.Executable()
	if err == nil {
		self, err = filepath.EvalSymlinks(self)
	}
	if err == nil && filepath.Base(self) == bundle.Executable(runtime.GOOS, "guard") {
		u.Programs = filepath.Dir(self)
	}
	return u
}

func (p *program) showUpdate(r update.Result, dryRun bool) {
	say := func(key string, pairs ...string) { fmt.Fprintln(p.stdout, p.texts.Say(key, pairs...)) }
	if !r.Found {
		say("update_nothing")
		return
	}
	done, program := "update_done", "update_program"
	if dryRun {
		done, program = "update_would", "update_would_program"
	}
	say(done, "serial", strconv.FormatInt(r.Serial, 10))
	if r.Note != "" {
		say("bundle_note", "note", r.Note)
	}
	for _, name := range r.Programs {
		say(program, "name", name)
	}
	if !dryRun {
		say("update_soon")
	}
}

// updateRefused says in people's words why nothing was installed.
func (p *program) updateRefused(err error) error {
	away, isAway := errors.AsType[*update.AwayError](err)
	switch {
	case errors.Is(err, update.ErrSelfTest):
		return errors.New(p.texts.Say("update_refused_selftest", "error", err.Error()))
	case errors.Is(err, update.ErrPending):
		return errors.New(p.texts.Say("update_refused_pending"))
	case errors.Is(err, update.ErrBusy):
		return errors.New(p.texts.Say("update_refused_busy"))
	case isAway:
		return errors.New(p.texts.Say("update_away", "error", away.Err.Error()))
	case errors.Is(err, fs.ErrPermission) && runtime.GOOS == "windows":
		return errors.New(p.texts.Say("setup_needs_admin_windows"))
	case errors.Is(err, fs.ErrPermission):
		return errors.New(p.texts.Say("setup_needs_admin_linux"))
	}
	return p.bundleRefused(err)
}

// describeUpdates says how updating stands; nothing when there is nothing to be told.
func (p *program) describeUpdates(s update.Status) (lines []string) {
	say := func(key string, pairs ...string) { lines = append(lines, p.texts.Say(key, pairs...)) }
	if !s.Away.IsZero() {
		say("update_away_long", "since", s.Away.Local().Format("02/01/2006"))
	}
	if s.Pending > 0 {
		say("update_pending", "serial", strconv.FormatInt(s.Pending, 10))
	}
	if r := s.Refused; r != nil {
		say("update_refusal_"+string(r.Reason), "serial", strconv.FormatInt(r.Serial, 10))
	}
	return lines
}
