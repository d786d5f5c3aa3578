package protection

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// damaged tells whether err says that the file is no database, or not a sound one.
func damaged(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return false
	}
	code := e.Code() & 0xff // without the extension (SQLite, "Result and Error Codes", 3)
	return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
}

// putAside keeps a damaged file under another name, for whoever asks what became of it. The first one stays.
func putAside(path string) error {
	aside := path + ".broken"
	if _, err := os.Lstat(aside); err == nil {
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("remove another damaged file: %w", err)
		}
	} else if err := os.Rename(path, aside); err != nil {
		return fmt.Errorf("put a damaged file aside: %w", err)
	}
	for _, side := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + side); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("put a damaged file aside: %w", err)
		}
	}
	return nil
}
