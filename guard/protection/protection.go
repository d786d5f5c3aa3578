// Package protection remembers when this PC was guarded and what happened to its guard, so that a summary can tell when
// it was not, and why. It takes the guard's signs of life with a reading of the PC's clocks, the faults that the guard
// finds in itself and the changes that it finds in its files; it gives the gaps and events between two moments, in a log
// whose entries are chained. It cannot see what happens while the guard does not run: whether the PC was on then, it
// knows from the last boot only; and it never knows who did a thing.
package protection

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"giumat/guard/sqlitefile"
)

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

// Log keeps signs of life, gaps and events in an SQLite file of its own.
type Log struct {
	db  *sql.DB
	new bool // in the place of a damaged file
}

// Open opens the log in the file at path and makes it if need be, for the guard's user alone (0600). A file that is no
// sound database is put aside: a guard must not be kept from running by the damage of its log, and the next start tells.
func Open(ctx context.Context, path string) (*Log, error) {
	l, err := openLog(ctx, path)
	if damaged(err) {
		if err := putAside(path); err != nil {
			return nil, fmt.Errorf("open protection log: %w", err)
		}
		if l, err = openLog(ctx, path); err == nil {
			l.new = true
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open protection log: %w", err)
	}
	return l, nil
}

func openLog(ctx context.Context, path string) (*Log, error) {
	db, err := sqlitefile.Open(path, sqlitefile.Normal)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Log{db: db}, nil
}

// Close closes the file.
func (l *Log) Close() error { return l.db.Close() }

// grace is how long a restart of the guard, or the start of a PC until its user is logged in, may take without being
// called a gap.
const grace = 5 * time.Minute

// Started begins a run of a guard of a version (empty when it does not say). It tells what the time since the last sign
// of life was, how the run before ended, whether the clock was set meanwhile, and whether this log is as it was written.
func (l *Log) Started(ctx context.Context, m Moment, version string) error {
	broken := l.Verify(ctx)
	if _, told := errors.AsType[*BrokenError](broken); broken != nil && !told {
		return fmt.Errorf("start of the guard: %w", broken)
	}
	err := l.change(ctx, func(tx *sql.Tx) ([]entry, error) {
		s, err := readState(ctx, tx)
		if err != nil {
			return nil, err
		}
		// A fault that lasted when the last run ended is over, or will be found anew.
		entries, err := endAll(ctx, tx, s.last)
		if err != nil {
			return nil, err
		}
		gaps, events := s.start(m, version)
		if broken != nil || l.new {
			events, err = addLogBroke(ctx, tx, events, m.Wall)
		}
		for _, g := range gaps {
			entries = append(entries, g.entry(m.Wall))
		}
		return append(entries, entriesOf(events)...), errors.Join(err, s.write(ctx, tx))
	})
	if err != nil {
		return fmt.Errorf("start of the guard: %w", err)
	}
	return nil
}

// Lives is a sign of life. The guard gives one a minute. It tells when the clock was set since the one before.
func (l *Log) Lives(ctx context.Context, m Moment) error {
	err := l.change(ctx, func(tx *sql.Tx) ([]entry, error) {
		s, err := readState(ctx, tx)
		if err != nil {
			return nil, err
		}
		events := s.look(m)
		s.sign(m)
		return entriesOf(events), s.write(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("sign of life: %w", err)
	}
	return nil
}

// Ended ends a run for a reason. A run that does not end so was killed, or cut off with the PC.
func (l *Log) Ended(ctx context.Context, m Moment, why Reason) error {
	err := l.change(ctx, func(tx *sql.Tx) ([]entry, error) {
		s, err := readState(ctx, tx)
		if err != nil {
			return nil, err
		}
		events := s.look(m)
		s.sign(m)
		s.running, s.reason = false, why
		return entriesOf(events), s.write(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("end of the guard: %w", err)
	}
	return nil
}

// Note writes down an event that others found. After an Uninstalled one, the next start is an installation.
func (l *Log) Note(ctx context.Context, e Event) error {
	if err := e.check(); err != nil {
		return fmt.Errorf("note event: %w", err)
	}
	err := l.change(ctx, func(tx *sql.Tx) ([]entry, error) {
		if e.Kind != Uninstalled {
			return []entry{e.entry()}, nil
		}
		s, err := readState(ctx, tx)
		if err != nil {
			return nil, err
		}
		s.removed = true
		return []entry{e.entry()}, s.write(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("note event: %w", err)
	}
	return nil
}

func entriesOf(events []Event) (entries []entry) {
	for _, e := range events {
		entries = append(entries, e.entry())
	}
	return entries
}

// addLogBroke tells once that the log is broken: a chain does not heal.
func addLogBroke(ctx context.Context, tx *sql.Tx, events []Event, now time.Time) ([]Event, error) {
	var told bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM journal WHERE what = ? AND kind = ?)`, single, string(LogBroke)).Scan(&told)
	if err != nil || told {
		return events, err
	}
	return append(events, Event{Kind: LogBroke, At: now}), nil
}
