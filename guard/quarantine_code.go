package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"giumat/guard/act"
	"giumat/guard/release"
)

func (p *program) secretPath() string { return filepath.Join(p.dataDir, "keys", "release-secret") }

// errNoSecret means that this PC has no secret with its officer, and so asks for no code.
var errNoSecret = errors.New("no release secret")

// codeWantedError means that there is no code yet for the file.
type codeWantedError struct{ request string }

// Error is for the log; people get other words.
func (codeWantedError) Error() string { return "a release code is wanted" }

// codeRefusedError is why a code was not taken, in the user's words.
type codeRefusedError struct{ words string }

// Error is those words.
func (e codeRefusedError) Error() string { return e.words }

// officersCode takes the officer's code for a held file.
func (p *program) officersCode(ctx context.Context, q *act.Quarantine, id, code string) error {
	secret, err := release.ReadSecret(p.secretPath())
	if errors.Is(err, fs.ErrNotExist) {
		return errNoSecret
	}
	if err != nil {
		return err
	}
	entries, err := q.List()
	i := slices.IndexFunc(entries, func(e act.Entry) bool { return e.ID == id })
	if i < 0 {
		return errors.Join(act.ErrNoEntry, err)
	}
	if code == "" {
		request, err := release.RequestFor(entries[i].SHA256, id)
		if err != nil {
			return err
		}
		return codeWantedError{request.String()}
	}
	used, err := release.Open(ctx, filepath.Join(p.dataDir, "release.db"))
	if err != nil {
		return err
	}
	defer used.Close()
	return p.codeAnswer(release.Verify(ctx, secret, entries[i].SHA256, id, code, time.Now(), used))
}

// codeAnswer says in the user's words why a code is not taken.
func (p *program) codeAnswer(err error) error {
	if wait, ok := errors.AsType[release.WaitError](err); ok {
		return codeRefusedError{p.texts.Say("code_wait", "until", wait.Until.Local().Format(time.DateTime))}
	}
	for answer, key := range map[error]string{
		release.ErrTyping: "code_typing", release.ErrOtherFile: "code_other_file", release.ErrExpired: "code_expired",
		release.ErrNotYet: "code_not_yet", release.ErrUsed: "code_used",
	} {
		if errors.Is(err, answer) {
			return codeRefusedError{p.texts.Say(key)}
		}
	}
	return err
}

// makeSecret makes this PC's secret with the officer and shows it, once.
func (p *program) makeSecret() error {
	if err := os.MkdirAll(filepath.Dir(p.secretPath()), 0o700); err != nil {
		return fmt.Errorf("make folder of keys: %w", err)
	}
	secret := release.NewSecret()
	if err := secret.WriteFile(p.secretPath()); errors.Is(err, fs.ErrExist) {
		return errors.New(p.texts.Say("secret_exists"))
	} else if err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, p.texts.Say("secret_made", "secret", secret.Reveal(), "host", who().Host))
	return nil
}

// runQuarantineCode is the officer's: it makes the code for a request, with the secret of the PC that asks.
func runQuarantineCode(p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("quarantine code", flag.ContinueOnError)
	path := flags.String("secret", "", p.texts.Say("flag_secret"))
	valid := flags.Duration("for", time.Hour, p.texts.Say("flag_for"))
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if len(plain) != 1 || *path == "" {
		return 0, errUsage{p.texts.Say("code_usage")}
	}
	secret, err := release.ReadSecret(*path)
	if err != nil {
		return 0, err
	}
	request, err := release.ParseRequest(plain[0])
	if err != nil {
		return 0, errors.New(p.texts.Say("code_typing"))
	}
	code, err := release.Grant(secret, request, *valid, time.Now())
	if err != nil {
		return 0, err
	}
	fmt.Fprintln(p.stdout, code)
	return exitOK, nil
}
