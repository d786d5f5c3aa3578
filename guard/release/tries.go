package release

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

const (
	freeTries  = 5              // wrong codes in a row that cost nothing; people err
	firstWait  = time.Minute    // after the last free one, and doubled with each that follows
	longest    = 24 * time.Hour // the longest wait
	forgetting = 24 * time.Hour // this long after the last wrong code, all are forgotten
)

// tries are the wrong codes since the last good one.
type tries struct {
	wrong int
	last  time.Time
}

// until is when the next code may be tried.
func (t tries) until() time.Time {
	if t.wrong < freeTries {
		return t.last
	}
	wait := firstWait
	for range t.wrong - freeTries {
		wait = min(2*wait, longest)
	}
	return t.last.Add(wait)
}

// readTries gives the tries that count now. A wrong code of the future was typed under a wrong clock and counts from
// now, or a PC whose clock was put right would be locked for years.
func readTries(ctx context.Context, tx *sql.Tx, now time.Time) (tries, error) {
	var wrong int
	var last int64
	err := tx.QueryRowContext(ctx, `SELECT wrong, last FROM tries`).Scan(&wrong, &last)
	if errors.Is(err, sql.ErrNoRows) {
		return tries{}, nil
	}
	if err != nil {
		return tries{}, err
	}
	t := tries{wrong, time.Unix(0, last)}
	if t.last.After(now) {
		t.last = now
	}
	if now.Sub(t.last) >= forgetting {
		return tries{}, nil
	}
	return t, nil
}

func (t tries) write(ctx context.Context, tx *sql.Tx) error {
	if t.wrong == 0 {
		_, err := tx.ExecContext(ctx, `DELETE FROM tries`)
		return err
	}
	_, err := tx.ExecContext(ctx, `REPLACE INTO tries (one, wrong, last) VALUES (1, ?, ?)`, t.wrong, t.last.UnixNano())
	return err
}
