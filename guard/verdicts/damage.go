package verdicts

import (
	"errors"
	"os"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// notice puts the file aside when err says that it is damaged. The cache is empty from then on, until it is opened anew.
func (c *Cache) notice(err error) {
	if !damaged(err) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.broken {
		c.broken = true
		c.aside = c.putAside() == nil
	}
}

// putAside moves the file out of the way, in place of one that was put aside before. Should it fail, the next Open
// meets the same file and tries again.
func (c *Cache) putAside() error {
	if err := os.Rename(c.path, c.path+".broken"); err != nil {
		return err
	}
	os.Remove(c.path + "-wal")
	os.Remove(c.path + "-shm")
	return nil
}

// damaged tells whether err says that the file is no database, or not a sound one.
func damaged(err error) bool {
	code := codeOf(err)
	return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
}

// useless tells whether err says that the file can never be used: it is damaged, or holds other tables.
func useless(err error) bool {
	return damaged(err) || codeOf(err) == sqlite3.SQLITE_ERROR || errors.Is(err, errForm)
}

// codeOf gives SQLite's primary result code, 0 when err is none of SQLite's.
func codeOf(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return sqlite3.SQLITE_OK
}
