// Package protection remembers when this PC was guarded, so that a summary can tell when it was not. It takes the
// guard's signs of life and the faults that the guard finds in itself, and gives the gaps between two moments. It
// cannot see what happens while the guard does not run: whether the PC was on then, it knows from the last boot only.
package protection

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"giumat/guard/sqlitefile"
)

//go:embed schema.sql
var schema string

// Kind is in what way a PC was without protection.
type Kind string

// The kinds of gaps.
const (
	Stopped        Kind = "guard_stopped"       // the PC was on and the guard was not
	SelfTestFailed Kind = "self_test_failed"    // the guard ran and would have missed a marked file
	NotWatched     Kind = "not_watched"         // a folder or drive could not be watched or read
	NoExtension    Kind = "browser_unprotected" // a browser ran without the guard's extension
)

// Gap is a time in which the PC was not, or not wholly, protected.
type Gap struct {
	Kind      Kind
	From      time.Time
	Until     time.Time // zero while it lasts
	Uncertain bool      // the PC may have been off for all of this time
}

// Log keeps the signs of life in an SQLite file of its own.
type Log struct {
	db *sql.DB
}

// Open opens the log in the file at path and makes it if need be, for the guard's user alone (0600).
func Open(ctx context.Context, path string) (*Log, error) {
	db, err := sqlitefile.Open(path, sqlitefile.Normal)
	if err != nil {
		return nil, fmt.Errorf("open protection log: %w", err)
	}
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return nil, errors.Join(fmt.Errorf("open protection log: %w", err), db.Close())
	}
	return &Log{db: db}, nil
}

// Close closes the file.
func (l *Log) Close() error { return l.db.Close() }

// grace is how long a restart of the guard, or the start of a PC until its user is logged in, may take without being
// called a gap.
const grace = 5 * time.Minute

// Start begins a run of the guard at now, on a PC that was booted at boot (zero when the system does not tell). The
// time since the last sign of life is a gap: a certain one as far as the PC has been on since, an uncertain one before.
func (l *Log) Start(ctx context.Context, now, boot time.Time) error {
	last, err := l.LastSign(ctx)
	if err != nil {
		return fmt.Errorf("start of the guard: %w", err)
	}
	var gaps []Gap
	if !last.IsZero() && now.Sub(last) > grace {
		on := last
		if boot.After(last) && boot.Before(now) {
			gaps = append(gaps, Gap{Kind: Stopped, From: last, Until: boot, Uncertain: true})
			on = boot
		}
		if now.Sub(on) > grace {
			gaps = append(gaps, Gap{Kind: Stopped, From: on, Until: now})
		}
	}
	// A fault that lasted when the last run ended is over, or will be found anew.
	if err := l.endAll(ctx, last); err != nil {
		return fmt.Errorf("start of the guard: %w", err)
	}
	for _, g := range gaps {
		if err := l.add(ctx, g); err != nil {
			return fmt.Errorf("start of the guard: %w", err)
		}
	}
	return l.Alive(ctx, now)
}

// Alive is a sign of life. The guard gives one a minute.
func (l *Log) Alive(ctx context.Context, now time.Time) error {
	// A clock that is set back does not take away a sign that was given.
	_, err := l.db.ExecContext(ctx, `INSERT INTO alive (only, last) VALUES (1, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)`, now.UnixNano())
	if err != nil {
		return fmt.Errorf("sign of life: %w", err)
	}
	return nil
}

// Begin notes that protection of a kind is missing from now on. Once it is, another Begin changes nothing.
func (l *Log) Begin(ctx context.Context, k Kind, now time.Time) error {
	_, err := l.db.ExecContext(ctx, `INSERT INTO gaps (kind, since, until, uncertain) SELECT ?1, ?2, NULL, 0
		WHERE NOT EXISTS (SELECT 1 FROM gaps WHERE kind = ?1 AND until IS NULL)`, string(k), now.UnixNano())
	if err != nil {
		return fmt.Errorf("begin of a gap: %w", err)
	}
	return nil
}

// End notes that protection of a kind is back.
func (l *Log) End(ctx context.Context, k Kind, now time.Time) error {
	_, err := l.db.ExecContext(ctx, `UPDATE gaps SET until = max(since, ?) WHERE kind = ? AND until IS NULL`, now.UnixNano(), string(k))
	if err != nil {
		return fmt.Errorf("end of a gap: %w", err)
	}
	return nil
}

// Gaps gives the gaps that touch the time from one moment and before another, the oldest first.
func (l *Log) Gaps(ctx context.Context, from, before time.Time) ([]Gap, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT kind, since, until, uncertain FROM gaps
		WHERE since < ? AND (until IS NULL OR until > ?) ORDER BY since, id`, before.UnixNano(), from.UnixNano())
	if err != nil {
		return nil, fmt.Errorf("list gaps: %w", err)
	}
	defer rows.Close()
	var list []Gap
	for rows.Next() {
		var g Gap
		var since int64
		var until sql.NullInt64
		if err := rows.Scan(&g.Kind, &since, &until, &g.Uncertain); err != nil {
			return nil, fmt.Errorf("list gaps: %w", err)
		}
		g.From = time.Unix(0, since).UTC()
		if until.Valid {
			g.Until = time.Unix(0, until.Int64).UTC()
		}
		list = append(list, g)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list gaps: %w", err)
	}
	return list, nil
}

// LastSign is the last sign of life; zero when there was none.
func (l *Log) LastSign(ctx context.Context) (time.Time, error) {
	var nanos int64
	err := l.db.QueryRowContext(ctx, `SELECT last FROM alive`).Scan(&nanos)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return time.Unix(0, nanos).UTC(), err
}

func (l *Log) endAll(ctx context.Context, at time.Time) error {
	_, err := l.db.ExecContext(ctx, `UPDATE gaps SET until = max(since, ?) WHERE until IS NULL`, at.UnixNano())
	return err
}

func (l *Log) add(ctx context.Context, g Gap) error {
	_, err := l.db.ExecContext(ctx, `INSERT INTO gaps (kind, since, until, uncertain) VALUES (?, ?, ?, ?)`,
		string(g.Kind), g.From.UnixNano(), g.Until.UnixNano(), g.Uncertain)
	return err
}
