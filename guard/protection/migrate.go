package protection

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"giumat/guard/sqlitefile"
)

//go:embed sql/*.sql
var files embed.FS

// migrate brings the file to the newest form.
func migrate(ctx context.Context, db *sql.DB) error {
	steps, err := fs.Sub(files, "sql")
	if err != nil {
		return err
	}
	return sqlitefile.Migrate(ctx, db, steps, func(ctx context.Context, tx *sql.Tx) error {
		if err := takeOver(ctx, tx); err != nil {
			return fmt.Errorf("gaps of an earlier program: %w", err)
		}
		return nil
	})
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
