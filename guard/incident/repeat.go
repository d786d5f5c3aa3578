package incident

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"giumat/guard/hashchain"
)

// longestRow is for how long after an incident others are its repetitions. A program that tries again every minute for
// weeks makes one incident a day, so that each day, and each report, tells of it.
const longestRow = 24 * time.Hour

// Repeat looks for an incident that in only repeats: of the same content and name on the same way and drive, by the same user
// and program, judged, decided and ended alike, whose last time is less than within from
// in's, before or after. Where there is one it counts in among its repetitions, keeps in's quarantine entry, and gives
// that incident with its new count; the rest of in is not kept. Where there is none it writes nothing, and in is for Add.
// What has no hash repeats nothing.
//
// Repetitions are no part of the chain: they tell how often something happened, not whether. They go when their incident
// goes. When Repeat returns, the repetition is safe on the disk.
func (s *Store) Repeat(ctx context.Context, in Incident, within time.Duration) (first Incident, repeated bool, err error) {
	first, repeated, err = s.repeat(ctx, in, within)
	if err != nil {
		return Incident{}, false, fmt.Errorf("repeat incident: %w", err)
	}
	return first, repeated, nil
}

func (s *Store) repeat(ctx context.Context, in Incident, within time.Duration) (Incident, bool, error) {
	in, err := in.kept()
	if err != nil || in.SHA256 == "" {
		return Incident{}, false, err
	}
	tx, err := s.begin(ctx)
	if err != nil {
		return Incident{}, false, err
	}
	defer tx.Rollback()
	first, found, err := findSame(ctx, tx, in, within)
	if err != nil || !found {
		return Incident{}, false, err
	}
	if err := first.note(ctx, tx, in); err != nil {
		return Incident{}, false, err
	}
	first.in.Count += in.Count
	return first.in, true, tx.Commit()
}

// findSame gives the incident that in repeats.
func findSame(ctx context.Context, tx *sql.Tx, in Incident, within time.Duration) (r row, found bool, err error) {
	latest := tx.QueryRowContext(ctx, selectTold+` WHERE same = ? AND time < ? ORDER BY time DESC LIMIT 1`,
		in.same(), nanos(in.Time.Add(within)))
	r, err = scanRow(latest.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return row{}, false, nil
	}
	if err != nil || !slices.Equal(r.in.sameness(), in.sameness()) {
		return row{}, false, err
	}
	last := nanos(r.in.Time)
	err = tx.QueryRowContext(ctx, `SELECT max(?, last) FROM repeats WHERE seq = ?`, last, r.seq).Scan(&last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return row{}, false, err
	}
	tooLate := in.Time.Sub(r.in.Time) >= longestRow || !in.Time.Before(time.Unix(0, last).Add(within))
	return r, !tooLate, nil
}

// note counts in as a repetition of the incident in r.
func (r row) note(ctx context.Context, tx *sql.Tx, in Incident) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO repeats (seq, n, last) VALUES (?, ?, ?)
		ON CONFLICT (seq) DO UPDATE SET n = n + excluded.n, last = max(last, excluded.last)`, r.seq, in.Count, nanos(in.Time))
	if err != nil || in.QuarantineID == "" {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO repeat_entries (seq, quarantine) VALUES (?, ?) ON CONFLICT DO NOTHING`, r.seq, in.QuarantineID)
	return err
}

// sameness is what an incident and its repetition have in common. The drive is in it besides its device: the next drive
// gets the same one.
func (in Incident) sameness() []any {
	return []any{
		in.SHA256, string(in.Channel), in.Device, in.Drive.Label, in.Drive.Volume, in.Drive.Serial, in.User, in.Program,
		in.Level.String(), string(in.State), string(in.Confidence), string(in.Action), string(in.Outcome), in.Reason, in.Name,
	}
}

// same is sameness in 64 bits, for an index that stays small; nil where nothing is.
func (in Incident) same() any {
	if in.SHA256 == "" {
		return nil
	}
	return int64(binary.BigEndian.Uint64(hashchain.Link("giumat same 1", nil, 0, in.sameness())))
}
