package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"giumat/detectors"
	"giumat/guard/link"
	"giumat/guard/redact"
	"giumat/rules"
)

// scanNews is how often a scan says how far it is.
const scanNews = 200 * time.Millisecond

// Scan looks at paths, or at everything of this user's, and changes nothing: what it finds is for the user's eyes. The
// guarded folders are swept by the guard itself.
func (d *desk) Scan(ctx context.Context, u link.User, paths []string, report func(link.Progress)) error {
	if len(paths) == 0 {
		paths = d.everything(u)
	}
	for _, path := range paths {
		if !d.owners.MayLook(u, path) {
			return link.Sentence(d.p.texts.Say("scan_not_yours", "path", d.p.show(path)))
		}
		if _, err := os.Stat(path); err != nil {
			return link.Sentence(d.p.texts.Say("scan_failed", "path", d.p.show(path), "error", redact.Error(err).Error()))
		}
	}
	var sum scanSum
	last := time.Now()
	scanAll(ctx, d.g.engine.Judge, paths, 1, func(s scanned) {
		sum.add(d.p, s)
		if time.Since(last) >= scanNews {
			last = time.Now()
			report(link.Progress{Files: sum.files})
		}
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	report(sum.progress())
	return nil
}

// everything is the user's home, what of his the guard guards elsewhere, and the removable drives.
func (d *desk) everything(u link.User) []string {
	var paths []string
	if home := d.owners.Home(u); home != "" {
		paths = append(paths, home)
	}
	status := d.g.watcher.Status()
	rest := status.Folders
	for _, drive := range status.Drives {
		rest = append(rest, drive.Mount)
	}
	for _, path := range rest {
		covered := func(root string) bool {
			rel, err := filepath.Rel(root, path)
			return err == nil && filepath.IsLocal(rel)
		}
		if !slices.ContainsFunc(paths, covered) && d.owners.MayLook(u, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

// scanSum is what a scan found, with the first findings of each sort.
type scanSum struct {
	files                int
	marked, uninspected  int
	listed, listedUnread []link.Finding
}

func (sum *scanSum) add(p *program, s scanned) {
	sum.files++
	finding := link.Finding{Path: p.show(s.Path), Text: p.texts.Say("state_unreadable")}
	if s.err == nil {
		finding.Text = p.heading(s.Verdict)
	}
	if len(s.Reasons) > 0 {
		finding.Text += " · " + p.texts.Say("place_"+string(s.Reasons[0].Place))
	}
	switch {
	case s.err == nil && s.State == rules.Marked:
		sum.marked++
		sum.listed = keepFinding(sum.listed, finding)
	case s.err != nil || s.State != rules.Clean && s.Kind != detectors.Other:
		sum.uninspected++
		sum.listedUnread = keepFinding(sum.listedUnread, finding)
	}
}

func keepFinding(list []link.Finding, f link.Finding) []link.Finding {
	if len(list) == link.MaxFindings {
		return list
	}
	return append(list, f)
}

func (sum *scanSum) progress() link.Progress {
	all := slices.Concat(sum.listed, sum.listedUnread)
	return link.Progress{
		Files: sum.files, Done: true, Marked: sum.marked, Uninspected: sum.uninspected, Findings: all[:min(len(all), link.MaxFindings)],
	}
}
