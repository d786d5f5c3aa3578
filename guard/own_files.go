package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"giumat/guard/bundle"
	"giumat/guard/config"
	"giumat/guard/incident"
	"giumat/guard/protection"
	"giumat/guard/redact"
	"giumat/guard/tamper"
)

// ownFiles are the files of the PC's guard whose change by others shows in the summary.
func (p *program) ownFiles(cfg config.Config) ([]tamper.File, error) {
	self, err := os.Executable()
	if err == nil {
		self, err = filepath.EvalSymlinks(self)
	}
	if err != nil {
		return nil, err
	}
	tray := filepath.Join(filepath.Dir(self), bundle.Executable(runtime.GOOS, "tray"))
	files := []tamper.File{
		{Kind: protection.GuardProgram, Path: self, Version: version()},
		{Kind: protection.TrayProgram, Path: tray, Version: version()},
		{Kind: protection.Settings, Path: p.places.Settings},
		{Kind: protection.OfficeKey, Path: p.places.OfficeKey},
	}
	if cfg.Policy != "" {
		files = append(files, tamper.File{Kind: protection.Policy, Path: cfg.Policy})
	}
	store, err := p.bundles()
	if err == nil { // where there is no bundle, the next one would be the first: that one was taken away shows, too
		last := cmp.Or(store.Last(), filepath.Join(store.Dir, "1"+bundle.Suffix))
		files = append(files, tamper.File{Kind: protection.Bundle, Path: last})
	}
	return files, nil
}

func (p *program) sumsPath() string { return filepath.Join(p.dataDir, "own-files.json") }

// watchOwnFiles tells of changes until ctx is done. ran says that a guard ran here before.
func (p *program) watchOwnFiles(ctx context.Context, cfg config.Config, log *protection.Log, ran bool) {
	fault := func(err error) {
		if err != nil {
			p.logger.Warn("the guard's own files were not compared", slog.Any("error", redact.Error(err)))
		}
	}
	files, err := p.ownFiles(cfg)
	if err != nil {
		fault(err)
		return
	}
	o := tamper.Options{
		Sums: p.sumsPath(), Files: files, Ran: ran, Now: time.Now,
		Tell: func(e protection.Event) { p.logFault(log.Note(context.WithoutCancel(ctx), e)) },
	}
	if runtime.GOOS != "windows" { // which has no modes; the installer's doctor knows the rights there
		o.Open = func() (bool, error) { return tamper.OpenByMode(p.dataDir) }
	}
	w, err := tamper.New(o)
	if err != nil {
		fault(err)
		return
	}
	w.Run(ctx, fault)
}

// acceptOwnFiles takes the guard's files as they are: this program has just changed some of them.
func (p *program) acceptOwnFiles() error {
	cfg, err := config.Load(p.configPath)
	if err != nil {
		return err
	}
	files, err := p.ownFiles(cfg)
	if err != nil {
		return err
	}
	return tamper.Accept(p.sumsPath(), files)
}

// acceptUpdate takes what an update writes as it is now, and no other change with it. A guard that nobody watches has no
// sums, and sums that somebody removed are not made anew.
func (p *program) acceptUpdate() error {
	if _, err := os.Stat(p.sumsPath()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	files, err := p.ownFiles(config.Config{}) // of the settings, it may be that they cannot be read
	if err != nil {
		return err
	}
	return tamper.Accept(p.sumsPath(), files, protection.Bundle, protection.GuardProgram, protection.TrayProgram)
}

// witness writes down how far the record has come, so that what is cut off it shows. tested is how the self-test went,
// which proves the record at its end.
func (p *program) witness(ctx context.Context, log *protection.Log, store *incident.Store, tested error) {
	_, isBroken := errors.AsType[*incident.BrokenError](tested)
	if tested != nil && !isBroken {
		return // it did not come so far
	}
	head, err := store.Head(ctx)
	if err != nil {
		p.logFault(err)
		return
	}
	p.logFault(log.Witness(ctx, time.Now(), protection.Record{
		Head: head, Intact: !isBroken,
		Knows: func(ctx context.Context, earlier protection.Head) (bool, error) {
			return store.Knows(ctx, incident.Head(earlier))
		},
	}))
}
