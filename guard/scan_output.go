package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"giumat/detectors"
	"giumat/rules"
)

// scanOutput writes results to standard output, one JSON object a line or one line for each file that matters, and
// counts them for the exit status.
type scanOutput struct {
	p        *program
	json     *json.Encoder // nil for text
	progress *progress

	files, marked, partial, unreadable, other, failed int
}

func newScanOutput(p *program, format string) *scanOutput {
	out := &scanOutput{p: p, progress: newProgress(p.stderr, p.texts.Say("scan_progress"), p.texts.Say("scan_unit"))}
	if format == "jsonl" {
		out.json = json.NewEncoder(p.stdout)
		out.json.SetEscapeHTML(false)
	}
	return out
}

// show writes one file's result.
func (o *scanOutput) show(r scanned) {
	o.files++
	o.progress.step()
	if r.err != nil {
		o.failed++
		o.progress.hide()
		fmt.Fprintln(o.p.stderr, o.p.texts.Say("scan_failed", "path", o.p.show(r.Path), "error", r.err.Error()))
		r.Verdict = rules.Verdict{Kind: detectors.Other, State: rules.Unreadable, Notes: []detectors.Note{{Code: "cannot-open"}}}
	}
	switch {
	case r.err != nil:
	case r.State == rules.Marked:
		o.marked++
	case r.State == rules.Partial:
		o.partial++
	case r.State == rules.Unreadable && r.Kind == detectors.Other:
		o.other++
	case r.State == rules.Unreadable:
		o.unreadable++
	}
	if o.json != nil {
		o.writeJSON(r)
		return
	}
	o.writeText(r)
}

func (o *scanOutput) writeJSON(r scanned) {
	// Empty lists are written as lists: a reader should not have to ask twice.
	if r.Reasons == nil {
		r.Reasons = []rules.Reason{}
	}
	if r.Notes == nil {
		r.Notes = []detectors.Note{}
	}
	_ = o.json.Encode(r)
}

func (o *scanOutput) writeText(r scanned) {
	if r.err != nil || r.State == rules.Clean || r.State == rules.Unreadable && r.Kind == detectors.Other {
		return
	}
	o.progress.hide()
	fmt.Fprintf(o.p.stdout, "%-12s %s\n", o.p.heading(r.Verdict), o.p.show(r.Path))
	for _, reason := range r.Reasons {
		fmt.Fprintf(o.p.stdout, "%-12s   %s\n", "", o.p.describe(reason))
	}
	if r.State != rules.Marked {
		fmt.Fprintf(o.p.stdout, "%-12s   %s\n", "", o.p.describeNotes(r.Notes))
	}
}

// heading is the first word of a file's line: its level, or how far the reading got.
func (p *program) heading(v rules.Verdict) string {
	if v.State != rules.Marked {
		return p.texts.Say("state_" + string(v.State))
	}
	level := p.texts.Say("level_" + v.Level.String())
	if v.Confidence == rules.Suspected {
		level += "?"
	}
	return level
}

// finish writes the totals and returns the exit status.
func (o *scanOutput) finish() int {
	o.progress.hide()
	if o.json == nil {
		n := strconv.Itoa
		fmt.Fprintln(o.p.stdout, o.p.texts.Say("scan_total", "files", n(o.files), "marked", n(o.marked), "partial", n(o.partial),
			"unreadable", n(o.unreadable), "other", n(o.other), "failed", n(o.failed)))
	}
	switch {
	case o.marked > 0:
		return exitMarked
	case o.partial+o.unreadable+o.other+o.failed > 0:
		return exitUninspected
	}
	return exitOK
}

// describe says where a finding stands and which rule made it.
func (p *program) describe(r rules.Reason) string {
	where := p.texts.Say("place_" + string(r.Place))
	if r.Page > 0 {
		where += ", " + p.texts.Say("page", "page", strconv.Itoa(r.Page))
	}
	if r.Part != "" {
		where += " (" + p.show(r.Part) + ")"
	}
	line := fmt.Sprintf("%s: %s, %s, %s", p.texts.Say("level_"+r.Level.String()), where, r.Rule, p.texts.Say("confidence_"+string(r.Confidence)))
	if r.Detail != "" {
		line += ", " + r.Detail
	}
	return line
}

// describeNotes lists what could not be read.
func (p *program) describeNotes(notes []detectors.Note) string {
	var list []string
	for _, n := range notes {
		words := n.Code
		if n.Part != "" {
			words += " (" + p.show(n.Part) + ")"
		}
		list = append(list, words)
	}
	return strings.Join(list, ", ")
}
