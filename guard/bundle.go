package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"time"

	"giumat/guard/bundle"
	"giumat/guard/wholefile"
)

// runBundle makes an office's bundles, or shows one.
func runBundle(_ context.Context, p *program, args []string) (int, error) {
	verbs := map[string]func(*program, []string) (int, error){"key": runBundleKey, "make": runBundleMake, "show": runBundleShow}
	if len(args) == 0 || verbs[args[0]] == nil {
		return 0, errUsage{p.texts.Say("bundle_usage")}
	}
	return verbs[args[0]](p, args[1:])
}

// runBundleKey makes the key with which an office signs.
func runBundleKey(p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("bundle key", flag.ContinueOnError)
	out := flags.String("out", "", p.texts.Say("bundle_flag_key_out"))
	if err := p.parseAlone(flags, args); err != nil {
		return 0, err
	}
	if *out == "" {
		return 0, errUsage{p.texts.Say("bundle_usage")}
	}
	public, err := bundle.MakeKey(*out)
	if errors.Is(err, fs.ErrExist) {
		return 0, errors.New(p.texts.Say("bundle_key_there", "path", p.show(*out)))
	}
	if err != nil {
		return 0, err
	}
	fmt.Fprintln(p.stdout, p.texts.Say("bundle_key_made", "path", p.show(*out), "public", p.show(public)))
	return exitOK, nil
}

// runBundleMake signs a bundle. What a guard would refuse is not written.
func runBundleMake(p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("bundle make", flag.ContinueOnError)
	keyPath := flags.String("key", "", p.texts.Say("bundle_flag_key"))
	out := flags.String("out", "", p.texts.Say("bundle_flag_out"))
	parts := p.bundleParts(flags)
	if err := p.parseAlone(flags, args); err != nil {
		return 0, err
	}
	if *keyPath == "" || *out == "" || parts.contents.Serial < 1 {
		return 0, errUsage{p.texts.Say("bundle_usage")}
	}
	key, err := bundle.ReadKey(*keyPath)
	if err != nil {
		return 0, err
	}
	contents, err := parts.read(time.Now())
	if err != nil {
		return 0, err
	}
	var made bytes.Buffer
	if err := bundle.Make(&made, key, contents); err != nil {
		return 0, err
	}
	b, err := bundle.Read(bytes.NewReader(made.Bytes()), int64(made.Len()), publicHalf(key))
	if err == nil {
		_, err = b.Try("")
	}
	if err != nil {
		return 0, p.bundleRefused(err)
	}
	write := func(w io.Writer) error { _, err := made.WriteTo(w); return err }
	if err := errors.Join(wholefile.WriteFrom(*out, write), os.Chmod(*out, 0o644)); err != nil { // PCs read it from a share
		return 0, err
	}
	fmt.Fprintln(p.stdout, p.texts.Say("bundle_made", "serial", strconv.FormatInt(contents.Serial, 10), "path", p.show(*out)))
	return exitOK, nil
}

// runBundleShow says what is in a bundle, and whether this PC would take it.
func runBundleShow(p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("bundle show", flag.ContinueOnError)
	officeKey := flags.String("office-key", "", p.texts.Say("bundle_flag_office_key"))
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if len(plain) != 1 {
		return 0, errUsage{p.texts.Say("bundle_usage")}
	}
	store, err := p.storeFor(*officeKey)
	if err != nil {
		return 0, err
	}
	b, err := bundle.Open(plain[0], store.Key)
	if err != nil {
		return 0, p.bundleRefused(err)
	}
	defer b.Close()
	p.showManifest(b.Manifest())
	if _, err := b.Try(store.Guard); err != nil {
		return 0, p.bundleRefused(err)
	}
	fmt.Fprintln(p.stdout, p.texts.Say("bundle_good"))
	return exitOK, nil
}

func (p *program) showManifest(m bundle.Manifest) {
	say := func(key string, pairs ...string) { fmt.Fprintln(p.stdout, p.texts.Say(key, pairs...)) }
	say("bundle_serial", "serial", strconv.FormatInt(m.Serial, 10), "made", m.Made.Local().Format(time.DateTime))
	if m.MinGuard != "" {
		say("bundle_min_guard", "version", m.MinGuard)
	}
	if m.Note != "" {
		say("bundle_note", "note", m.Note)
	}
	for _, f := range m.Files {
		say("bundle_file", "name", f.Name, "size", strconv.FormatInt(f.Size, 10))
	}
}

// storeFor is the folder of bundles, with the key at path if one is named.
func (p *program) storeFor(path string) (bundle.Store, error) {
	store, err := p.bundles()
	if path != "" {
		store.Key, err = bundle.ReadPublicKey(path)
	}
	return store, err
}

// bundleRefused says in people's words why a bundle is refused.
func (p *program) bundleRefused(err error) error {
	for _, r := range []struct {
		err error
		key string
	}{
		{bundle.ErrChanged, "bundle_refused_changed"},
		{bundle.ErrForeign, "bundle_refused_foreign"},
		{bundle.ErrNewerGuard, "bundle_refused_newer_guard"},
		{bundle.ErrOlder, "bundle_refused_older"},
		{bundle.ErrInstalled, "bundle_refused_installed"},
		{bundle.ErrContent, "bundle_refused_content"},
		{bundle.ErrNoKey, "bundle_refused_no_key"},
		{bundle.ErrDamaged, "bundle_refused_damaged"},
	} {
		if errors.Is(err, r.err) {
			return errors.New(p.texts.Say(r.key, "error", err.Error()))
		}
	}
	return err
}

// bundleProblem says in people's words that the installed bundle is not the one that is used.
func (p *program) bundleProblem(problem *bundle.Problem) string {
	reason := p.bundleRefused(problem.Err).Error()
	if problem.Serial == 0 {
		return p.texts.Say("bundle_problem_embedded", "reason", reason)
	}
	return p.texts.Say("bundle_problem_previous", "reason", reason, "serial", strconv.FormatInt(problem.Serial, 10))
}
