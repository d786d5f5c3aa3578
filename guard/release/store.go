package release

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"giumat/guard/redact"
	"giumat/guard/sqlitefile"
)

//go:embed schema.sql
var schema string

// Store remembers which codes were used and how many wrong ones were tried, in an SQLite file of its own, through
// kills and power failures. Several processes may have it open. It holds no secret, and no code that is still good.
type Store struct {
	db *sql.DB
}

// Open opens the store in the file at path and makes it if need be, for the guard's user alone (0600).
func Open(ctx context.Context, path string) (*Store, error) {
	db, err := sqlitefile.Open(path, sqlitefile.Full)
	if err != nil {
		return nil, fmt.Errorf("open release codes: %w", redact.Error(err))
	}
	s := &Store{db}
	err = s.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, schema)
		return err
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open release codes: %w", err), db.Close())
	}
	return s, nil
}

// Close closes the store.
func (s *Store) Close() error { return s.db.Close() }

// change does all of what do does, or nothing. Changes wait for each other, those of other processes too.
func (s *Store) change(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing is left to undo after Commit
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// spend writes down that a code is used, and tells whether it was not before. It is never forgotten, for a clock may be
// put back; an officer grants far too few for that to matter.
func spend(ctx context.Context, tx *sql.Tx, c code, r Request, now time.Time) (fresh bool, err error) {
	done, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO used (request, code, at) VALUES (?, ?, ?)`,
		r.String(), c.String(), now.Unix())
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n == 1, err
}
