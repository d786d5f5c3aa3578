package wholefile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A file that cannot be written to its end leaves what was there, and nothing beside it; other files of like names stay.
func TestWholeOrAsBefore(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	for name, text := range map[string]string{"a.csv": "old", "a.csv.part": "the user's", "a.csv.tmp": "the user's too"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	full := errors.New("disk full")
	err := WriteFrom(path, func(w io.Writer) error {
		io.WriteString(w, "half")
		return full
	})
	if !errors.Is(err, full) {
		t.Errorf("error %v, want %v", err, full)
	}
	want := map[string]string{"a.csv": "old", "a.csv.part": "the user's", "a.csv.tmp": "the user's too"}
	if diff := cmp.Diff(want, files(t, dir)); diff != "" {
		t.Errorf("after a failure (-want +got)\n%s", diff)
	}
	if err := Write(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	want["a.csv"] = "new"
	if diff := cmp.Diff(want, files(t, dir)); diff != "" {
		t.Errorf("after a success (-want +got)\n%s", diff)
	}
}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got[e.Name()] = string(data)
	}
	return got
}
