package reporter

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"giumat/guard/report"
	"giumat/guard/wholefile"
)

// made is what the reporter remembers between runs.
type made struct {
	Since   time.Time            `json:"since"`   // when the guard began on this PC
	Periods []report.Period      `json:"periods"` // that have their report
	Looked  time.Time            `json:"looked"`  // of the last incident that was looked at for an urgent report
	Urgent  map[string]time.Time `json:"urgent"`  // when urgent reports were made, by incident, of the last day
}

func (r *Reporter) madePath() string { return filepath.Join(r.Dir, "made.json") }

// remembered reads it, and begins it on the first day.
func (r *Reporter) remembered() (made, error) {
	data, err := os.ReadFile(r.madePath())
	if errors.Is(err, fs.ErrNotExist) {
		now := r.Now()
		return made{Since: now, Looked: now, Urgent: map[string]time.Time{}}, nil
	}
	if err != nil {
		return made{}, fmt.Errorf("which reports were made: %w", err)
	}
	var m made
	if err := json.Unmarshal(data, &m); err != nil {
		return made{}, fmt.Errorf("which reports were made: %q: %w", r.madePath(), err)
	}
	if m.Urgent == nil {
		m.Urgent = map[string]time.Time{}
	}
	return m, nil
}

func (r *Reporter) remember(m made) error {
	data, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return err
	}
	return wholefile.Write(r.madePath(), data)
}
