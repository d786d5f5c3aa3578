// Tray is the guard's face on a user's desktop: the icon, the menu and the pop-ups. It takes what the guard says over
// the link and gives what the user clicked and answered. It shows and asks; it never decides, and it opens no document.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"giumat/guard/link"
	"giumat/guard/places"
	"giumat/guard/texts"
	"giumat/tray/bar"
	"giumat/tray/dialog"
	"giumat/tray/menu"
)

// Exit statuses.
const (
	exitOK     = 0
	exitFailed = 3
	exitUsage  = 64 // EX_USAGE of sysexits.h
)

// patience is how long a tray may be late at the start of a session before it is said to be missing.
const patience = 5 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stderr))
}

// options are what the command line says.
type options struct {
	texts *texts.Catalog
	link  string // where the guard listens
}

// run is the program without its process: arguments in, exit status out.
func run(ctx context.Context, args []string, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitOK
	}
	if err != nil {
		fmt.Fprintf(stderr, "tray: %v\n", err)
		return exitUsage
	}
	unlock, err := lock(lockDir(), o.link)
	if errors.Is(err, errSecond) {
		err = errors.New(o.texts.Say("tray_second"))
	}
	if err != nil {
		fmt.Fprintf(stderr, "tray: %v\n", err)
		return exitFailed
	}
	defer unlock()
	show(ctx, o, stderr)
	return exitOK
}

// show connects the parts and works until ctx is done.
func show(ctx context.Context, o options, stderr io.Writer) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	logger := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	windows := dialog.New(o.texts)
	windows.Failed = func(err error) { logger.Warn("a window was not shown", slog.Any("error", err)) }
	b := bar.New(logger)
	p := newProgram(o.texts, windows, b)
	missing := noTray{say: func() { fmt.Fprintln(stderr, o.texts.Say("tray_none")) }, patience: patience}
	p.copies.logger = logger
	b.Clicked = func(d menu.Deed) { p.clicked(ctx, d) }
	b.Tray = missing.set

	p.jobs.Go(func() { p.keepHeld(ctx) })
	p.jobs.Go(func() { p.copies.keep(ctx) })
	p.jobs.Go(func() {
		_ = link.Keep(ctx, link.Dialer(o.link), link.RoleTray, p.events()) // it ends with ctx only
	})
	b.Run(ctx)
	end() // or the session of Windows has ended
	p.jobs.Wait()
}

func parse(args []string, stderr io.Writer) (options, error) {
	// The default language is embedded and covered by a test.
	words, _ := texts.Load(texts.Languages()[0])
	flags := flag.NewFlagSet("tray", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, words.Say("tray_usage"))
		flags.PrintDefaults()
	}
	data := flags.String("data", places.Mine().Serving, words.Say("tray_flag_data"))
	address := flags.String("link", "", words.Say("tray_flag_link"))
	language := flags.String("lang", texts.Languages()[0], words.Say("flag_lang", "languages", strings.Join(texts.Languages(), ", ")))
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 {
		return options{}, errors.New(words.Say("too_many_arguments", "name", fmt.Sprintf("%q", flags.Arg(0))))
	}
	catalog, err := texts.Load(*language)
	if err != nil {
		return options{}, err
	}
	if *address != "" {
		return options{texts: catalog, link: *address}, nil
	}
	dir, err := filepath.Abs(*data)
	return options{texts: catalog, link: link.Addr(dir)}, err
}
