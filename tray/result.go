package main

import (
	"strconv"
	"strings"

	"giumat/guard/link"
	"giumat/guard/texts"
	"giumat/tray/menu"
)

// scanResult is what there is to say at the end of a scan. Error, when it is not empty, is why it did not come to its
// end.
type scanResult struct {
	link.Progress
	stopped bool // the user stopped it
}

// text never says that files are clean which were not looked at.
func (r scanResult) text(t *texts.Catalog) string {
	n := menu.Count(t, r.Files)
	var parts []string
	switch {
	case r.stopped:
		parts = append(parts, t.Say("tray_scan_stopped", "n", n))
	case r.Error != "":
		parts = append(parts, t.Say("tray_scan_broken", "n", n, "why", r.Error))
	}
	switch {
	case r.Marked > 0:
		parts = append(parts, t.Say("tray_scan_marked", "n", n, "marked", menu.Count(t, r.Marked)))
	case len(parts) == 0:
		parts = append(parts, t.Say("tray_scan_clean", "n", n))
	}
	if r.Uninspected > 0 {
		parts = append(parts, t.Say("tray_scan_uninspected", "n", menu.Count(t, r.Uninspected)))
	}
	if len(r.Findings) > 0 && len(r.Findings) < r.Marked+r.Uninspected {
		parts = append(parts, t.Say("tray_scan_listed", "n", strconv.Itoa(len(r.Findings))))
	}
	return strings.Join(parts, "\n\n")
}

func (r scanResult) rows() [][]string {
	var rows [][]string
	for _, f := range r.Findings {
		rows = append(rows, []string{f.Text, f.Path})
	}
	return rows
}
