package update

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Reason is why a bundle was no good.
type Reason string

// The reasons.
const (
	BadContent     Reason = "content"     // its policy, rules or hosts
	SelfTestFailed Reason = "selftest"    // of the new guard, which never replaced the old one
	RolledBack     Reason = "rolled_back" // the new guard did not come up, and the old one is back
)

// Refusal is a bundle that is not tried again on its own.
type Refusal struct {
	Serial int64     `json:"serial"`
	ID     string    `json:"id"`
	Reason Reason    `json:"reason"`
	When   time.Time `json:"when"`
}

// maxRefused is how many refusals are remembered.
const maxRefused = 20

// record is what the updater remembers in update.json.
type record struct {
	Seen    time.Time `json:"seen,omitzero"`     // when the share could last be read, or was first looked for
	Refused []Refusal `json:"refused,omitempty"` // since the last installation, the last at the end
	Pending *pending  `json:"pending,omitempty"`
}

func (r *record) refuse(refusal Refusal) {
	r.Refused = slices.DeleteFunc(r.Refused, func(old Refusal) bool { return old.ID == refusal.ID })
	r.Refused = append(r.Refused, refusal)
	if n := len(r.Refused) - maxRefused; n > 0 {
		r.Refused = r.Refused[n:]
	}
}

func (r record) refused(id string) bool {
	return slices.ContainsFunc(r.Refused, func(old Refusal) bool { return old.ID == id })
}

// awayAfter is how long a share may be out of reach before people are told: holidays, a moved server, a PC on leave.
const awayAfter = 30 * 24 * time.Hour

// Status is how updating stands, for people.
type Status struct {
	Away    time.Time // since when the share has been out of reach; zero before it is too long
	Pending int64     // the number of the bundle that is on trial, or 0
	Refused *Refusal  // the last bundle that was no good since a good one was installed
}

// Status reads how updating stands.
func (u *Updater) Status() Status {
	rec := u.readRecord()
	var s Status
	if u.Share != "" && !rec.Seen.IsZero() && u.Now().Sub(rec.Seen) > awayAfter {
		s.Away = rec.Seen
	}
	if rec.Pending != nil {
		s.Pending = rec.Pending.Serial
	}
	if n := len(rec.Refused); n > 0 {
		s.Refused = &rec.Refused[n-1]
	}
	return s
}

func (u *Updater) recordPath() string { return filepath.Join(u.Dir, "update.json") }

// readRecord gives the record. One that cannot be read is as none: it is written whole, so only a broken disk does that.
func (u *Updater) readRecord() (rec record) {
	data, err := os.ReadFile(u.recordPath())
	if err == nil {
		err = json.Unmarshal(data, &rec)
	}
	if err != nil && !os.IsNotExist(err) {
		u.Logger.Error("the record of updates cannot be read", slog.Any("error", err))
		return record{}
	}
	return rec
}

func (u *Updater) writeRecord(rec record) error {
	data, err := json.Marshal(rec)
	if err == nil {
		err = u.Disk.Write(u.recordPath(), 0o600, func(w io.Writer) error {
			_, err := w.Write(data)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("write the record of updates: %w", err)
	}
	return nil
}
