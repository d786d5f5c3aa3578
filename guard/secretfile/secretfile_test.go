package secretfile

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "mat-khau")
	if err := os.WriteFile(path, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := Read(path); err != nil || string(got) != "abc" {
		t.Errorf("%q, %v", got, err)
	}
	for _, wrong := range []string{dir, filepath.Join(dir, "thieu")} {
		if _, err := Read(wrong); err == nil || strings.Contains(err.Error(), dir) {
			t.Errorf("error %v", err)
		}
	}
	if err := os.WriteFile(path, make([]byte, maxBytes+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil {
		t.Error("a file of any size was read")
	}
}

func TestReadRefusesWhatOthersMayRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIP: Windows keeps others out by access lists, not by the mode")
	}
	path := filepath.Join(t.TempDir(), "mat-khau")
	if err := os.WriteFile(path, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	for mode, ok := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o640: false, 0o604: false, 0o660: false, 0o644: false} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(path); ok != (err == nil) || !ok && !errors.Is(err, ErrReadable) {
			t.Errorf("%o: %v", mode, err)
		}
	}
}
