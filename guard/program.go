package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"giumat/detectors"
	"giumat/detectors/all"
	"giumat/guard/config"
	"giumat/guard/inspect"
	"giumat/guard/texts"
	"giumat/rules"
)

// program is what every command shares: where to write, in which language, and where settings and records are.
type program struct {
	stdout, stderr io.Writer
	texts          *texts.Catalog
	logger         *slog.Logger

	configPath string
	dataDir    string
	language   string
}

func newProgram(stdout, stderr io.Writer) *program {
	p := &program{stdout: stdout, stderr: stderr}
	// The default language is embedded and covered by a test.
	p.texts, _ = texts.Load(texts.Languages()[0])
	p.logger = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return p
}

// parse reads a command's flags, with those that every command has.
func (p *program) parse(fs *flag.FlagSet, args []string) error {
	fs.SetOutput(p.stderr)
	fs.StringVar(&p.configPath, "config", "", p.texts.Say("flag_config"))
	fs.StringVar(&p.dataDir, "data", config.DataDir(), p.texts.Say("flag_data"))
	fs.StringVar(&p.language, "lang", texts.Languages()[0], p.texts.Say("flag_lang", "languages", strings.Join(texts.Languages(), ", ")))
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage{err.Error()}
	}
	catalog, err := texts.Load(p.language)
	if err != nil {
		return errUsage{err.Error()}
	}
	p.texts = catalog
	p.dataDir, err = filepath.Abs(p.dataDir)
	return err
}

// makeDataDir makes the data folder, which only its owner may enter.
func (p *program) makeDataDir() error {
	if err := os.MkdirAll(p.dataDir, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	return nil
}

// newInspector gives the door to the detectors, for as many files at once as workers, and what closes it.
func (p *program) newInspector(pack *rules.Pack, workers int) (*inspect.Inspector, func()) {
	list, closeAll := all.Open(filepath.Join(p.dataDir, "cache", "pdfium"), workers)
	in := &inspect.Inspector{
		Detectors: list,
		Limits:    detectors.DefaultLimits(),
		Want:      pack.Wants,
		Logger:    p.logger,
	}
	return in, func() {
		if err := closeAll(); err != nil {
			p.logger.Warn("close detectors", slog.Any("error", err))
		}
	}
}

// show makes a name or path safe for a terminal: control characters and bytes that are not UTF-8 are escaped.
func (p *program) show(name string) string {
	unsafe := func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError || unicode.Is(unicode.Bidi_Control, r) }
	if !strings.ContainsFunc(name, unsafe) {
		return name
	}
	return fmt.Sprintf("%q", name)
}
