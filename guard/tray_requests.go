package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"giumat/docs"
	"giumat/guard/act"
	"giumat/guard/incident"
	"giumat/guard/link"
	"giumat/guard/notify"
	"giumat/guard/policy"
	"giumat/guard/redact"
)

// desk does for the users of this PC what they ask for through their trays: it is the guard's link.Handler. The
// guardian is there before the first user is let in.
type desk struct {
	p      *program
	g      *guardian
	owners owners
}

// Held lists the user's files that are locked where they lie, and those in quarantine, the newest first.
func (d *desk) Held(_ context.Context, u link.User) ([]link.Held, error) {
	entries, err := d.g.engine.Quarantine.List()
	if err != nil && len(entries) == 0 {
		return nil, err
	}
	var list []link.Held
	for _, h := range d.g.prevent.holds.List() {
		if !d.mayHave(u, h.Account) {
			continue
		}
		list = append(list, link.Held{
			ID: h.ID, Name: redact.Name(filepath.Base(h.Path)), Time: h.Since,
			Text:   d.p.texts.Say("level_"+h.Level) + " · " + d.p.texts.Say("quarantine_locked"),
			Locked: true,
		})
	}
	for _, e := range slices.Backward(entries) {
		if !d.mayHave(u, e.Want.Incident) {
			continue
		}
		list = append(list, link.Held{
			ID: e.ID, Name: redact.Name(e.Name()), Time: e.Taken,
			Text: d.p.texts.Say("level_"+e.Want.Level) + " · " + d.p.texts.Say("channel_"+string(e.Want.Channel)),
		})
	}
	return list, nil
}

// mayHave tells whether a user may ask for the file with this account.
func (d *desk) mayHave(u link.User, account json.RawMessage) bool {
	var in incident.Incident
	err := json.Unmarshal(account, &in)
	return d.owners.May(u, in.User) && (err == nil || u.Admin)
}

// Release gives a file of the user back if policy would have let its user go on with it, or if it never left its place: then his
// reason suffices. What policy took away comes back with the officer's code, if he and this PC have a secret, and
// otherwise from his hand, by guard quarantine restore.
func (d *desk) Release(ctx context.Context, u link.User, w link.Wish) (string, error) {
	account, err := d.g.engine.Account(w.ID)
	switch {
	case errors.Is(err, act.ErrNoEntry), err == nil && !d.owners.May(u, account.User):
		return "", d.sentence("release_gone")
	case err != nil:
		return "", err
	case !link.ReasonOK(w.Reason, notify.MinReason):
		return "", d.sentence("release_reason")
	case account.Action != policy.Warn && account.Outcome != act.Blocked:
		if err := d.checkCode(ctx, w); err != nil {
			return "", err
		}
	}
	given, err := d.g.engine.Release(ctx, w.ID, "", w.Reason, u.Name)
	switch {
	case given.Path != "" && err != nil: // it is back; what went wrong is for the log
		d.p.logger.Error("a released file was not recorded as it should be", "error", redact.Error(err))
	case errors.Is(err, act.ErrExists):
		return "", d.sentence("release_exists")
	case errors.Is(err, act.ErrNoFolder):
		return "", d.sentence("release_no_folder")
	case err != nil:
		return "", err
	}
	return given.Path, nil
}

// checkCode takes the officer's code, and says what is wrong with it in the user's words.
func (d *desk) checkCode(ctx context.Context, w link.Wish) error {
	err := d.p.officersCode(ctx, d.g.engine.Quarantine, w.ID, w.Code)
	wanted, isWanted := errors.AsType[codeWantedError](err)
	said, isSaid := errors.AsType[codeRefusedError](err)
	switch {
	case errors.Is(err, errNoSecret):
		return d.sentence("release_refused")
	case isWanted:
		return link.CodeWanted(d.p.texts.Say("code_entry", "request", wanted.request))
	case isSaid:
		return link.Sentence(said.Error())
	}
	return err
}

// Manual writes the manual as a web page where all users may read.
func (d *desk) Manual(context.Context, link.User) (string, error) {
	page, err := docs.Manual(d.p.language)
	if err != nil {
		return "", err
	}
	path := filepath.Join(d.p.pdfiumCache(), "manual-"+d.p.language+".html")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("write manual: %w", err)
	}
	if err := os.WriteFile(path, page, 0o644); err != nil {
		return "", fmt.Errorf("write manual: %w", err)
	}
	return path, nil
}

// sentence is an error that the user reads.
func (d *desk) sentence(key string) error {
	words := d.p.texts.Say(key)
	if c := d.g.engine.Policy.Contact(); c != "" {
		words += " " + d.p.texts.Say("notice_contact", "contact", c)
	}
	return link.Sentence(words)
}
