package protection

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// state is what the last look found, and the next is compared with.
type state struct {
	known   bool      // there was a last look
	last    time.Time // last sign of life
	up      time.Duration
	boot    string
	epoch   time.Time     // when the PC was started, by its clock as it was last found right
	checked time.Duration // from the boot to when that was
	behind  time.Duration // by how much the clock was behind the last sign when the PC started; 0 once that is told or over
	running bool          // a run began and did not end
	reason  Reason        // why the last one ended
	version string        // of the guard that ran
	removed bool          // the guard was uninstalled since
	broken  bool          // the record of incidents was, when it was last looked at
}

const selectState = `SELECT last, up, boot, epoch, checked, behind, running, reason, version, removed, broken FROM state`

func readState(ctx context.Context, tx *sql.Tx) (state, error) {
	var s state
	var last, epoch int64
	err := tx.QueryRowContext(ctx, selectState).Scan(&last, &s.up, &s.boot, &epoch, &s.checked, &s.behind, &s.running, &s.reason,
		&s.version, &s.removed, &s.broken)
	if errors.Is(err, sql.ErrNoRows) {
		return state{}, nil
	}
	s.last, s.epoch, s.known = moment(last), moment(epoch), last != 0
	return s, err
}

func (s state) write(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO state
		(only, last, up, boot, epoch, checked, behind, running, reason, version, removed, broken)
		VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		nanos(s.last), int64(s.up), s.boot, nanos(s.epoch), int64(s.checked), int64(s.behind), s.running, string(s.reason),
		s.version, s.removed, s.broken)
	return err
}

// sameBoot tells whether the PC has not been started anew since the last look.
func (s state) sameBoot(m Moment) bool {
	switch {
	case s.boot != "" && m.Boot != "":
		return s.boot == m.Boot
	case m.Up == 0:
		return true // the system does not tell: the worse is supposed
	case m.Up < s.up:
		return false
	}
	// Without a name, a clock that was set forward by more than the PC has been on looks like a new start.
	return !m.booted().After(s.last)
}

// since is how long ago the last look was: by the clock that nobody can set, where there is one.
func (s state) since(m Moment) time.Duration {
	if s.up > 0 && m.Up > 0 && s.sameBoot(m) {
		return m.Up - s.up
	}
	return m.Wall.Sub(s.last)
}

// sign keeps a sign of life.
func (s *state) sign(m Moment) {
	// Only where the time since the boot tells how late it is may a sign of life be earlier than the one before.
	if m.Up > 0 || m.Wall.After(s.last) {
		s.last = m.Wall
	}
	s.up, s.boot, s.known = m.Up, m.Boot, true
}
