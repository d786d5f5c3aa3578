package sqlitefile

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
)

// Migrate brings a database to its newest form: step n, the n-th file of steps by name, leads to user_version n; all
// missing steps, and after, which may be nil, are one transaction. A file of a later program is refused, not guessed at.
func Migrate(ctx context.Context, db *sql.DB, steps fs.FS, after func(ctx context.Context, tx *sql.Tx) error) error {
	names, err := fs.Glob(steps, "*.sql")
	if err != nil {
		return err
	}
	var version int
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil || version == len(names) {
		return err // the usual case, in which a reader waits for no writer
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil || version == len(names) {
		return err // read again: another process may have been first
	}
	if version > len(names) {
		return fmt.Errorf("the file is of form %d, this program knows %d: a newer one wrote it", version, len(names))
	}
	for _, name := range names[version:] {
		step, err := fs.ReadFile(steps, name)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(step)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if after != nil {
		if err := after(ctx, tx); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, len(names))); err != nil {
		return err
	}
	return tx.Commit()
}
