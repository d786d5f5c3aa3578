package config

import (
	"errors"
	"fmt"
	"slices"

	"giumat/guard/deliver"
	"giumat/guard/report"
)

// Report says which summaries this PC's guard makes by itself, and where they go. Without a folder and without mail
// they stay in the data folder.
type Report struct {
	Every    report.Kind      `yaml:"every"`     // day, week (the default), month, quarter, half, year-to-14-12 or off
	Formats  []string         `yaml:"formats"`   // of Formats; docx, html and json by default
	NoUrgent bool             `yaml:"no_urgent"` // no page at once on a single serious incident
	Unit     report.Unit      `yaml:"unit"`      // the office, as it stands in the head of the report
	Deliver  deliver.Settings `yaml:",inline"`
}

// Formats are the forms of a report.
func Formats() []string { return []string{"html", "docx", "pdf", "csv", "json"} }

// check fills in the defaults and refuses what cannot be meant.
func (r *Report) check() error {
	if r.Every == "" {
		r.Every = report.WeekKind
	}
	if _, err := report.ParseSchedule(string(r.Every)); err != nil {
		return err
	}
	if r.Formats == nil {
		r.Formats = []string{"docx", "html", "json"}
	}
	if len(r.Formats) == 0 {
		return errors.New("formats: there is none; write every: off for no reports")
	}
	for _, f := range r.Formats {
		if !slices.Contains(Formats(), f) {
			return fmt.Errorf("formats: %q is none of %q", f, Formats())
		}
	}
	return r.Deliver.Check()
}
