package main

import (
	"context"
	"errors"
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
	if last := store.Last(); err == nil && last != "" {
		files = append(files, tamper.File{Kind: protection.Bundle, Path: filepath.Join(store.Dir, last)})
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
		Head: protection.Head(head), Intact: !isBroken,
		Knows: func(ctx context.Context, earlier protection.Head) (bool, error) {
			return store.Knows(ctx, incident.Head(earlier))
		},
	}))
}
