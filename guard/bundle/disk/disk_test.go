package disk

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

var errStopped = errors.New("stopped")

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// A write that is stopped ahead of any of its changes leaves the old file or the new one, and the next write succeeds.
func TestWriteStopsAnywhere(t *testing.T) {
	for stop := 0; ; stop++ {
		path := filepath.Join(t.TempDir(), "tep")
		if err := (Disk{}).Write(path, 0o644, text("old")); err != nil {
			t.Fatal(err)
		}
		made := 0
		d := Disk{Before: func(string) error {
			if made++; made > stop {
				return errStopped
			}
			return nil
		}}
		err := d.Write(path, 0o644, text("new"))
		got, readErr := os.ReadFile(path)
		if readErr != nil || string(got) != "old" && string(got) != "new" {
			t.Fatalf("stopped at %d: %q, %v", stop, got, readErr)
		}
		if err == nil {
			return
		}
		if err := (Disk{}).Write(path, 0o644, text("third")); err != nil {
			t.Fatalf("stopped at %d, then: %v", stop, err)
		}
	}
}

// A writer that fails half-way leaves the old file, and nothing beside it.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "tep")
	if err := (Disk{}).Write(path, 0o755, text("old")); err != nil {
		t.Fatal(err)
	}
	err := Disk{}.Write(path, 0o755, func(w io.Writer) error { return errors.Join(text("half")(w), errStopped) })
	if !errors.Is(err, errStopped) || strings.Contains(err.Error(), dir) {
		t.Errorf("error %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("%q is there", got)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%d files", len(entries))
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o755 {
		t.Errorf("rights %v, %v", info.Mode(), err)
	}
}

func TestRemove(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a")
	if err := os.MkdirAll(filepath.Join(dir, "b"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"there", "gone"} {
		if err := (Disk{}).Remove(dir); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}
