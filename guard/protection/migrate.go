package protection

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

//go:embed sql/*.sql
var steps embed.FS

// migrate brings the file to the newest form: step n, the n-th file by name, leads to user_version n, all in one
// transaction. A file of a later program is refused, not guessed at.
func migrate(ctx context.Context, db *sql.DB) error {
	names, err := fs.Glob(steps, "sql/*.sql")
	if err != nil {
		return err
	}
	var version int
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil || version == len(names) {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err // read again: another process may have been first
	}
	if version > len(names) {
		return fmt.Errorf("the file is of form %d, this program knows %d: a newer one wrote it", version, len(names))
	}
	for _, name := range names[version:] {
		step, err := steps.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(step)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := takeOver(ctx, tx); err != nil {
		return fmt.Errorf("gaps of an earlier program: %w", err)
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, len(names))); err != nil {
		return err
	}
	return tx.Commit()
}

// takeOver writes the gaps of form 1, which stood in a table without a chain, into the journal.
func takeOver(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT kind, since, coalesce(until, 0), uncertain FROM gaps ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var old []entry
	for rows.Next() {
		e := entry{what: whole}
		if err := rows.Scan(&e.kind, &e.since, &e.until, &e.uncertain); err != nil {
			return err
		}
		if e.until == 0 {
			e.what = begin
		}
		e.time = e.since
		old = append(old, e)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if err := write(ctx, tx, old); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DROP TABLE gaps`)
	return err
}
