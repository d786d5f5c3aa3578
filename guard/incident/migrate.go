package incident

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

//go:embed sql/*.sql
var steps embed.FS

// migrate brings the file to the newest form. Step n, the n-th file by name, leads to user_version n; all missing steps
// are one transaction. A file of a later program is refused, not guessed at.
func migrate(ctx context.Context, db *sql.DB) error {
	names, err := fs.Glob(steps, "sql/*.sql")
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
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err // read again: another process may have been first
	}
	if version > len(names) {
		return fmt.Errorf("the file is of form %d, this program knows %d: a newer one wrote it", version, len(names))
	}
	if version == len(names) {
		return nil
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
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, len(names))); err != nil {
		return err
	}
	return tx.Commit()
}
