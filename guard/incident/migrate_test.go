package incident

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"giumat/guard/sqlitefile"
)

// TestForm1 opens a record that the first program wrote: its chain goes on, and incidents can be removed from it.
func TestForm1(t *testing.T) {
	path := filepath.Join(t.TempDir(), "i.db")
	db, err := sqlitefile.Open(path, sqlitefile.Full)
	if err != nil {
		t.Fatal(err)
	}
	dump, err := os.ReadFile(filepath.Join("testdata", "form1.sql"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(string(dump)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	s := openTest(t, path)
	if err := s.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	head, err := s.Head(t.Context())
	if got := hex.EncodeToString(head.Hash); head.Count != 4 || got != "8cbeb894f795076ab5906b8f7a1b3c045a1de6529da7d9dcd70dd88a723873d7" || err != nil {
		t.Errorf("head %d %s, %v", head.Count, got, err)
	}
	mustAdd(t, s, onDrive(4))
	mustRepeat(t, s, onDrive(4), 2)
	mustRetain(t, s, Retention{Before: minute(2)}, 2)
	s.Close()
	s = openTest(t, path) // a second time nothing is left to do
	if got := numbers(t, s); got != "q2 q3 q4" {
		t.Errorf("left: %s", got)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}
