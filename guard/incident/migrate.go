package incident

import (
	"context"
	"database/sql"
	"embed"
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
	return sqlitefile.Migrate(ctx, db, steps, nil)
}
