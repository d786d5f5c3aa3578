package disk

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var errStopped = errors.New("stopped")

// A write that is stopped ahead of any of its changes leaves the old file or the new one, and the next write succeeds.
func TestWriteStopsAnywhere(t *testing.T) {
	for stop := 0; ; stop++ {
		path := filepath.Join(t.TempDir(), "state")
		if err := (Disk{}).Write(path, []byte("old")); err != nil {
			t.Fatal(err)
		}
		made := 0
		d := Disk{Before: func(string) error {
			made++
			if made > stop {
				return errStopped
			}
			return nil
		}}
		err := d.Write(path, []byte("new"))
		got, readErr := os.ReadFile(path)
		if readErr != nil || (string(got) != "old" && string(got) != "new") {
			t.Fatalf("stopped at %d: %q, %v", stop, got, readErr)
		}
		if err == nil {
			if string(got) != "new" {
				t.Errorf("told as written, and %q is there", got)
			}
			return
		}
		if !errors.Is(err, errStopped) {
			t.Fatal(err)
		}
		if err := (Disk{}).Write(path, []byte("third")); err != nil {
			t.Fatalf("stopped at %d, then: %v", stop, err)
		}
	}
}

func TestErrorsTellNoPath(t *testing.T) {
	dir := t.TempDir()
	d := Disk{}
	missing := filepath.Join(dir, "chua-co", "tep")
	for _, err := range []error{
		d.Write(missing, nil), d.Create(missing, nil), d.Mkdir(missing, 0o700), d.Rename(missing, dir), d.Create(dir, nil),
	} {
		if err == nil || strings.Contains(err.Error(), dir) {
			t.Errorf("error %v", err)
		}
	}
}
