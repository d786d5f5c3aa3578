package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"giumat/guard/act"
	"giumat/guard/browser/unprotected"
	"giumat/guard/incident"
	"giumat/guard/link"
	"giumat/guard/policy"
	"giumat/guard/watch"

	"github.com/gofrs/flock"
)

// guardStatus is what a running guard writes down in status.json, in the data folder.
type guardStatus struct {
	Since      time.Time        `json:"since"`
	Version    string           `json:"version"`          // of the program
	Bundle     int64            `json:"bundle,omitempty"` // the number of the office's bundle that is used
	Pack       string           `json:"pack"`
	Policy     string           `json:"policy"`
	Heightened policy.Period    `json:"heightened,omitzero"`
	Contact    string           `json:"contact,omitempty"`
	Tray       bool             `json:"tray"` // the user has one
	Prevention preventionStatus `json:"prevention"`
	// Unprotected are the browsers that run without the extension; empty where the office has not set them up.
	Unprotected []unprotected.Browser `json:"unprotected,omitempty"`
	Watch       watch.Status          `json:"watch"`
}

// writeStatus replaces the file at once, so that no reader sees half of it.
func (p *program) writeStatus(s guardStatus) error {
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	path := p.statusPath()
	if err := os.WriteFile(path+".tmp", data, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}

// drivesBefore tells of the drives that the last guard saw to its end: until when its status stood. What it said of a
// drive later than that it said at once.
func (p *program) drivesBefore() func(watch.Drive) time.Time {
	var last guardStatus
	info, err := os.Stat(p.statusPath())
	if err == nil {
		err = readJSON(p.statusPath(), &last)
	}
	return func(d watch.Drive) time.Time {
		if err != nil || !slices.Contains(last.Watch.Drives, d) {
			return time.Time{}
		}
		return info.ModTime()
	}
}

// readJSON reads a whole small file.
func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

func (p *program) statusPath() string { return filepath.Join(p.dataDir, "status.json") }

// runStatus says whether this PC is being guarded, and how well. The exit status is 0 only if it is.
func runStatus(ctx context.Context, p *program, args []string) (int, error) {
	if err := p.parseAlone(flag.NewFlagSet("status", flag.ContinueOnError), args); err != nil {
		return 0, err
	}
	if p.served() {
		return p.sayServed(ctx)
	}
	running, err := p.running()
	if err != nil {
		return 0, err
	}
	if err := p.sayRecord(ctx); err != nil {
		return 0, err
	}
	if !running {
		fmt.Fprintln(p.stdout, p.texts.Say("status_not_running"))
		return exitFailed, nil
	}
	var s guardStatus
	if err := readJSON(p.statusPath(), &s); err != nil {
		return 0, fmt.Errorf("read status %q: %w", p.statusPath(), err)
	}
	p.sayWatch(s)
	return exitOK, nil
}

// sayServed says what the PC's guard tells a user who may not look into its records.
func (p *program) sayServed(ctx context.Context) (int, error) {
	var s link.Status
	if err := askGuardOf(ctx, p.places.Serving, func(c *link.Client) (err error) {
		s, err = c.State(ctx)
		return err
	}); err != nil {
		p.logger.Debug("the PC's guard was not asked", slog.Any("error", err))
		fmt.Fprintln(p.stdout, p.texts.Say("status_service_away"))
		return exitFailed, nil
	}
	say := func(key string, pairs ...string) { fmt.Fprintln(p.stdout, p.texts.Say(key, pairs...)) }
	say("status_service_" + string(s.State))
	say("status_today", "n", strconv.Itoa(s.Today))
	say("status_quarantine", "n", strconv.Itoa(s.Held))
	if s.Heightened != "" {
		say("status_service_heightened", "name", s.Heightened)
	}
	if s.Contact != "" {
		say("status_contact", "contact", s.Contact)
	}
	for _, problem := range s.Problems {
		fmt.Fprintln(p.stdout, p.show(problem))
	}
	if s.State == link.Unprotected {
		return exitFailed, nil
	}
	return exitOK, nil
}

// running tells whether a guard holds the data folder's lock.
func (p *program) running() (bool, error) {
	path := filepath.Join(p.dataDir, "guard.lock")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	l := flock.New(path)
	free, err := l.TryLock()
	if err != nil {
		return false, fmt.Errorf("look at the lock: %w", err)
	}
	if free {
		return false, l.Unlock()
	}
	return true, nil
}

func (p *program) sayWatch(s guardStatus) {
	say := func(key string, pairs ...string) { fmt.Fprintln(p.stdout, p.texts.Say(key, pairs...)) }
	say("status_running", "since", s.Since.Local().Format(time.DateTime))
	for _, f := range s.Watch.Folders {
		say("run_folder", "path", p.show(f))
	}
	for _, d := range s.Watch.Drives {
		say("run_drive", "path", p.show(d.Mount))
	}
	if s.Watch.Sweeping {
		say("status_not_swept")
	} else {
		say("status_swept", "when", s.Watch.Sweep.Ended.Local().Format(time.DateTime), "files", strconv.Itoa(s.Watch.Sweep.Files))
	}
	if n := s.Watch.Sweep.Online; n > 0 {
		say("status_online", "n", strconv.Itoa(n))
	}
	if s.Watch.Overflows > 0 {
		say("status_overflows", "n", strconv.Itoa(s.Watch.Overflows))
	}
	say(s.Prevention.OnAccess)
	if n := s.Prevention.Failed; n > 0 {
		say("access_failed", "n", strconv.Itoa(n))
	}
	if n := s.Prevention.Late; n > 0 {
		say("access_late", "n", strconv.FormatInt(n, 10))
	}
	say(s.Prevention.Clipboard)
	for _, b := range s.Unprotected {
		fmt.Fprintln(p.stdout, p.describeBrowser(b))
	}
	if h := s.Heightened; h.Name != "" {
		say("status_heightened", "name", h.Name, "last", h.To.Add(-1).In(policy.Vietnam).Format("02/01/2006"))
	}
	if s.Contact != "" {
		say("status_contact", "contact", s.Contact)
	}
	if !s.Tray {
		say("status_no_tray")
	}
	say("status_rules", "pack", s.Pack, "policy", s.Policy)
	say("update_status_version", "version", s.Version)
	if s.Bundle > 0 {
		say("update_status_bundle", "serial", strconv.FormatInt(s.Bundle, 10))
	}
	for _, line := range p.officeLines() {
		fmt.Fprintln(p.stdout, line)
	}
	for _, problem := range s.Watch.Problems {
		fmt.Fprintln(p.stdout, p.describeProblem(problem))
	}
}

// describeProblem says what keeps the watcher from seeing everything at once.
func (p *program) describeProblem(problem watch.Problem) string {
	key := map[string]string{
		watch.Missing: "problem_missing", watch.Unreadable: "problem_unreadable",
		watch.Unwatched: "problem_unwatched", watch.NoDrives: "problem_no_drives",
	}[problem.What]
	return p.texts.Say(key, "path", p.show(problem.Path))
}

// sayRecord counts today's incidents and the files in quarantine.
func (p *program) sayRecord(ctx context.Context) error {
	store, err := p.openStore(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	year, month, day := time.Now().Date()
	today, err := store.Count(ctx, incident.Filter{Since: time.Date(year, month, day, 0, 0, 0, 0, time.Local)})
	if err != nil {
		return err
	}
	quarantine, err := act.Open(filepath.Join(p.dataDir, "quarantine"), time.Now)
	if err != nil {
		return err
	}
	held, err := quarantine.List()
	if err != nil {
		p.logger.Warn("a quarantine entry cannot be read", "error", err)
	}
	fmt.Fprintln(p.stdout, p.texts.Say("status_today", "n", strconv.Itoa(today)))
	fmt.Fprintln(p.stdout, p.texts.Say("status_quarantine", "n", strconv.Itoa(len(held))))
	return nil
}
