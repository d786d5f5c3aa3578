// Package sqlitefile opens an SQLite database that belongs to the guard's user alone. It takes a path and what a power
// failure may cost, and gives a database handle; it knows nothing of what is kept in it.
package sqlitefile

import (
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Durability is what a power failure may cost (SQLite, "PRAGMA synchronous"). The file itself is never damaged by one.
type Durability string

// In a write-ahead log, Normal may lose the last transactions, Full loses none.
const (
	Normal Durability = "NORMAL"
	Full   Durability = "FULL"
)

// Open opens the database in the file at path, and makes the file if need be (0600). Several processes may have it
// open: readers never wait for a writer, writers wait for each other for at most 10 s.
func Open(path string, d Durability) (*sql.DB, error) {
	// SQLite would make the file readable for all; its side files take the rights of the main one.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return nil, err
	}
	source, err := dataSource(path, d)
	if err != nil {
		return nil, err
	}
	return sql.Open("sqlite", source)
}

// dataSource names the file as a URI, in which no character of a path has a meaning of its own.
func dataSource(path string, d Durability) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/data becomes /C:/data (SQLite, "URI Filenames", 3.1)
	}
	options := url.Values{
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(" + string(d) + ")", "trusted_schema(OFF)"},
		"_txlock": {"immediate"}, // a transaction that will write says so at once, and waits its turn
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + options.Encode(), nil
}
