package verdicts

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	_ "embed"

	"giumat/guard/sqlitefile"
)

//go:embed sql/001_verdicts.sql
var schema string

// formNow is the form that schema makes; the file holds it as its user_version.
const formNow = 1

var errForm = errors.New("the file is of another program's form")

// Open opens the cache in the file at path and makes it if need be, for the guard's user alone (0600). version names
// the rules, the detectors and the policy: what was judged under another is not given. A file that is damaged or of
// another program's form is put aside as path.broken and made anew. An error says that the file cannot be made; a nil
// *Cache does for it.
func Open(path, version string, now func() time.Time) (*Cache, error) {
	c := &Cache{path: path, version: version, now: now, next: newBatch()}
	err := c.open()
	if err != nil && useless(err) {
		c.putAside()
		err = c.open()
	}
	if err != nil {
		return nil, fmt.Errorf("open verdict cache: %w", err)
	}
	return c, nil
}

func (c *Cache) open() error {
	db, err := sqlitefile.Open(c.path, sqlitefile.Normal)
	if err != nil {
		return err
	}
	c.db = db
	if err := c.prepare(); err != nil {
		return errors.Join(err, c.db.Close())
	}
	return nil
}

func (c *Cache) prepare() (err error) {
	version, err := formOf(c.db.QueryRow)
	if err == nil && version == 0 {
		err = c.create()
		version = formNow
	}
	if err != nil {
		return err
	}
	if version != formNow {
		return errForm
	}
	if c.get, err = c.db.Prepare(`SELECT verdict, sha256, seen FROM verdicts WHERE key = ? AND version = ?`); err != nil {
		return err
	}
	c.marked, err = c.db.Prepare(`SELECT seen FROM handled WHERE mark = ? AND version = ?`)
	return err
}

// create makes the tables, unless another process just did.
func (c *Cache) create() error {
	tx, err := c.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if version, err := formOf(tx.QueryRow); err != nil || version != 0 {
		return err
	}
	if _, err := tx.Exec(schema); err != nil {
		return err
	}
	return tx.Commit()
}

func formOf(query func(string, ...any) *sql.Row) (version int, err error) {
	err = query(`PRAGMA user_version`).Scan(&version)
	return version, err
}

// Prune removes what other versions judged and what was not met for 90 days. It may take a second: call it when the
// guard has nothing else to do, once a day.
func (c *Cache) Prune(ctx context.Context) error {
	if c == nil {
		return nil
	}
	c.writes.Lock()
	defer c.writes.Unlock()
	oldest := c.now().Add(-unseen).Unix()
	for _, table := range []string{"verdicts", "handled"} {
		_, err := c.db.ExecContext(ctx, `DELETE FROM `+table+` WHERE version <> ? OR seen < ?`, c.version, oldest)
		if err != nil {
			c.notice(err)
			return fmt.Errorf("prune verdict cache: %w", err)
		}
	}
	return nil
}

// Close writes what waits and closes the file. Nothing is kept after it.
func (c *Cache) Close() error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	err := c.Flush()
	c.writes.Lock() // a batch that began before the flush has ended
	defer c.writes.Unlock()
	err = errors.Join(err, c.get.Close(), c.marked.Close(), c.db.Close())
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken && !c.aside {
		c.putAside() // Windows does not rename an open file: once more, now that it is closed
	}
	return err
}
