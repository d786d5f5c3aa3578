package sqlitefile

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Characters that mean something in a URI mean nothing in a path, and the file is for its owner alone.
func TestOpen(t *testing.T) {
	for _, name := range []string{"plain.db", "Tài liệu #1?mode=ro&x=%41.db"} {
		if runtime.GOOS == "windows" && name != "plain.db" {
			continue // no such name there
		}
		path := filepath.Join(t.TempDir(), name)
		db, err := Open(path, Full)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(`CREATE TABLE t (x)`); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Size() == 0 {
			t.Errorf("%q: nothing was written: %v", name, err)
		} else if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%q: mode %v", name, info.Mode())
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenFails(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "no", "such", "folder.db"), Normal); err == nil {
		t.Error("no error")
	}
}
