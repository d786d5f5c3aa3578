package main

import (
	"context"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"giumat/guard/incident"
	"giumat/guard/link"
	"giumat/rules"
)

// status is what the trays of a user show.
func (d *desk) status(u link.User) link.Status {
	s := link.Status{
		State: link.Protected, Contact: d.g.engine.Policy.Contact(), Version: version(), Rules: d.g.engine.Judge.Pack.Version(),
	}
	now := time.Now()
	if period, holds := d.g.engine.Policy.Heightened(now); holds {
		s.Heightened = period.Name
	}
	watched := d.g.watcher.Status()
	for _, problem := range watched.Problems {
		if !d.owners.MayLook(u, problem.Path) {
			continue
		}
		s.Problems = append(s.Problems, d.p.describeProblem(problem))
	}
	if n := d.g.prevent.now().Failed; n > 0 {
		s.Problems = append(s.Problems, d.p.texts.Say("access_failed", "n", strconv.Itoa(n)))
	}
	for _, b := range d.g.browsers.unprotected() {
		s.Problems = append(s.Problems, d.p.describeBrowser(b))
	}
	s.Problems = append(s.Problems, d.p.officeLines()...)
	if len(s.Problems) > 0 {
		s.State = link.Warning
	}
	if len(watched.Folders)+len(watched.Drives) == 0 {
		s.State = link.Unprotected
		s.Problems = append(s.Problems, d.p.texts.Say("status_nothing_watched"))
	}
	if d.g.health.failed() {
		s.State = link.Unprotected
		s.Problems = append(s.Problems, d.p.texts.Say("status_selftest_failed"))
	}
	if err := d.addRecord(&s, u, now); err != nil {
		d.p.logger.Error("the record cannot be read", slog.Any("error", err))
		s.State = link.Unprotected
		s.Problems = append(s.Problems, d.p.texts.Say("status_no_record"))
	}
	return s
}

// addRecord adds what was recorded lately.
func (d *desk) addRecord(s *link.Status, u link.User, now time.Time) error {
	ctx := context.Background()
	year, month, day := now.Date()
	mine := incident.Filter{User: u.Name}
	today := mine
	today.Since = time.Date(year, month, day, 0, 0, 0, 0, time.Local)
	var err error
	if s.Today, err = d.g.store.Count(ctx, today); err != nil {
		return err
	}
	mine.Limit = link.MaxLast
	last, err := d.g.store.List(ctx, mine)
	if err != nil {
		return err
	}
	for _, in := range last {
		s.Last = append(s.Last, link.Incident{Time: in.Time, Text: d.p.line(in)})
	}
	held, err := d.Held(ctx, u)
	if err != nil {
		d.p.logger.Warn("a quarantine entry cannot be read", slog.Any("error", err))
	}
	s.Held = len(held)
	return nil
}

// line tells of an incident in one line, for the user whose file it is.
func (p *program) line(in incident.Incident) string {
	name := p.show(in.Name)
	if in.Count > 1 {
		name += " ×" + strconv.Itoa(in.Count)
	}
	return strings.Join([]string{
		p.what(in), p.texts.Say("channel_" + string(in.Channel)), p.texts.Say("result_" + string(in.Outcome)), name,
	}, " · ")
}

// what is the file's level, or what else made an incident of it.
func (p *program) what(in incident.Incident) string {
	switch {
	case in.Level != rules.None:
		return p.texts.Say("level_" + in.Level.String())
	case in.State == rules.Clean:
		return p.texts.Say("official")
	}
	return p.texts.Say("state_" + string(in.State))
}
