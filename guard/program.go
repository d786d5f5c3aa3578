package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"giumat/detectors"
	"giumat/detectors/all"
	"giumat/guard/engine"
	"giumat/guard/inspect"
	"giumat/guard/link"
	"giumat/guard/places"
	"giumat/guard/texts"
	"giumat/guard/verdicts"
	"giumat/rules"
)

// program is what every command shares: where to write, in which language, and where settings and records are.
type program struct {
	stdout, stderr io.Writer
	texts          *texts.Catalog
	logger         *slog.Logger

	owners     owners        // whom the guard guards; nil is the user who runs this program
	places     places.Places // where things are unless the command line says otherwise
	given      *given
	configPath string
	dataDir    string
	cacheDir   string // of compiled PDFium; empty means its place in dataDir
	language   string
}

func newProgram(stdout, stderr io.Writer) *program {
	p := &program{stdout: stdout, stderr: stderr, places: places.Mine(), given: &given{}}
	// The default language is embedded and covered by a test.
	p.texts, _ = texts.Load(texts.Languages()[0])
	p.logger = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return p
}

// parse reads a command's flags, with those that every command has, and returns the other arguments. Flags may stand
// before, between and after them; all that follows "--" is no flag.
func (p *program) parse(flags *flag.FlagSet, args []string) ([]string, error) {
	flags.SetOutput(p.stderr)
	flags.StringVar(&p.configPath, "config", existing(p.places.Settings), p.texts.Say("flag_config"))
	flags.StringVar(&p.dataDir, "data", p.places.Data, p.texts.Say("flag_data"))
	flags.StringVar(&p.language, "lang", texts.Languages()[0], p.texts.Say("flag_lang", "languages", strings.Join(texts.Languages(), ", ")))
	var plain, after []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, after = args[:i], args[i+1:]
	}
	for len(args) > 0 {
		if err := flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errUsage{err.Error()}
		}
		args = flags.Args()
		if len(args) > 0 {
			plain, args = append(plain, args[0]), args[1:]
		}
	}
	catalog, err := texts.Load(p.language)
	if err != nil {
		return nil, errUsage{err.Error()}
	}
	p.texts = catalog
	if p.dataDir, err = filepath.Abs(p.dataDir); err != nil {
		return nil, err
	}
	if p.dataDir != p.places.Data { // a guard apart from all others
		p.places = places.Of(p.dataDir)
	}
	return append(plain, after...), nil
}

// guarded are those whom the guard guards.
func (p *program) guarded() (owners, error) {
	if p.owners != nil {
		return p.owners, nil
	}
	own, err := link.OwnUser()
	if err != nil {
		return nil, fmt.Errorf("find out who runs the guard: %w", err)
	}
	return alone{own}, nil
}

// served tells whether the PC's guard keeps what concerns this user, out of his reach: what he wants, he must ask it for.
func (p *program) served() bool { return p.places.Serving != p.dataDir }

// existing is path if something is there, and otherwise empty.
func existing(path string) string {
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// parseAlone is parse for a command that takes no other arguments.
func (p *program) parseAlone(flags *flag.FlagSet, args []string) error {
	plain, err := p.parse(flags, args)
	if err == nil && len(plain) > 0 {
		err = errUsage{p.texts.Say("too_many_arguments", "name", p.show(plain[0]))}
	}
	return err
}

// makeDataDir makes the data folder, which only its owner may enter.
func (p *program) makeDataDir() error {
	if err := os.MkdirAll(p.dataDir, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	return nil
}

// pdfiumCache is where PDFium is kept compiled.
func (p *program) pdfiumCache() string {
	if p.cacheDir != "" {
		return p.cacheDir
	}
	return p.places.Cache
}

// newJudge gives what judges files, as many at once as workers, and what closes it.
func (p *program) newJudge(workers int, cached bool) (judge *engine.Judge, closeJudge func() error) {
	pack := p.content().Pack
	list, closeAll := all.Open(p.pdfiumCache(), workers)
	inspector := &inspect.Inspector{Detectors: list, Limits: detectors.DefaultLimits(), Want: pack.Wants, Logger: p.logger}
	judge = &engine.Judge{Inspector: inspector, Pack: pack}
	if cached {
		judge.Cache = p.openCache(pack)
	}
	return judge, func() error { return errors.Join(closeAll(), judge.Cache.Close()) }
}

// openCache opens the verdict cache. Without one all is slower and as right, so its faults are only logged.
func (p *program) openCache(pack *rules.Pack) *verdicts.Cache {
	version := pack.Version() + ", detectors " + all.Version
	cache, err := verdicts.Open(filepath.Join(p.dataDir, "verdicts.db"), version, time.Now)
	if err != nil {
		p.logger.Warn("verdicts are not remembered", slog.Any("error", err))
		return nil
	}
	return cache
}

// show makes a name or path safe for a terminal: control characters and bytes that are not UTF-8 are escaped.
func (p *program) show(name string) string {
	unsafe := func(r rune) bool {
		return unicode.IsControl(r) || r == utf8.RuneError || unicode.Is(unicode.Bidi_Control, r)
	}
	if !strings.ContainsFunc(name, unsafe) {
		return name
	}
	return fmt.Sprintf("%q", name)
}
