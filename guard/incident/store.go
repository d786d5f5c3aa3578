package incident

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"giumat/guard/act"
	"giumat/guard/hashchain"
	"giumat/guard/sqlitefile"
)

// Store keeps incidents in an SQLite file. Several processes may use one file at a time: readers never wait for a
// writer (write-ahead log), writers wait for each other for at most 10 s.
type Store struct {
	db *sql.DB
}

// OpenStore opens the record in the file at path and makes it if need be, for the guard's user alone (0600).
func OpenStore(ctx context.Context, path string) (*Store, error) {
	s, err := openStore(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("open incidents: %w", err)
	}
	return s, nil
}

func openStore(ctx context.Context, path string) (*Store, error) {
	db, err := sqlitefile.Open(path, sqlitefile.Full)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Store{db: db}, nil
}

// Close closes the file.
func (s *Store) Close() error { return s.db.Close() }

// Add puts in at the end of the record, and gives it back as it was kept: with an ID, if it had none. When Add
// returns, the incident is safe on the disk.
func (s *Store) Add(ctx context.Context, in Incident) (Incident, error) {
	in, err := in.kept()
	if err != nil {
		return Incident{}, fmt.Errorf("add incident: %w", err)
	}
	if in.ID == "" {
		in.ID = act.NewID(in.Time)
	}
	if err := s.add(ctx, in); err != nil {
		return Incident{}, fmt.Errorf("add incident %s: %w", in.ID, err)
	}
	return in, nil
}

// kept gives the incident as the record keeps it.
func (in Incident) kept() (Incident, error) {
	if in.Time.IsZero() {
		return Incident{}, errors.New("no time")
	}
	in.Time = in.Time.UTC()
	in.Count = max(in.Count, 1)
	in.Program, in.Original = clip(in.Program), Shorten(in.Original)
	return in, nil
}

func (s *Store) add(ctx context.Context, in Incident) error {
	tx, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	head, err := hashchain.ReadHead(ctx, tx.QueryRowContext)
	if err != nil {
		return err
	}
	next := Head{Count: head.Count + 1, Hash: link(head.Hash, head.Count+1, in)}
	if _, err := tx.ExecContext(ctx, insert, values(next.Count, in, head.Hash, next.Hash)...); err != nil {
		return err
	}
	if err := writeHead(ctx, tx, next); err != nil {
		return err
	}
	return tx.Commit()
}

// begin begins a transaction that writes. What it deletes or moves to another page of the file is overwritten with zeros
// (SQLite, "PRAGMA secure_delete"; it counts for one connection, and a pool opens new ones), so that removed is gone.
func (s *Store) begin(ctx context.Context) (*sql.Tx, error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, `PRAGMA secure_delete = ON`); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return tx, nil
}

// HasQuarantine tells whether an incident, or a repetition of one, was written for the quarantine entry id.
func (s *Store) HasQuarantine(ctx context.Context, id string) (bool, error) {
	var has bool
	err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM incidents WHERE quarantine = ?1 AND quarantine <> '')
		OR EXISTS (SELECT 1 FROM repeat_entries WHERE quarantine = ?1)`, id).Scan(&has)
	if err != nil {
		return false, fmt.Errorf("look for quarantine entry %s: %w", id, err)
	}
	return has, nil
}
