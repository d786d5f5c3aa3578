package verdicts

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func mustKey(t *testing.T, path string) Key {
	t.Helper()
	k, err := KeyAt(path)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestKey tells which changes of a file make another key.
func TestKey(t *testing.T) {
	const content = "0123456789"
	past := time.Now().Add(-time.Hour)
	for _, c := range []struct {
		name   string
		change func(path string) error
		same   bool
	}{
		{"nothing", func(string) error { return nil }, true},
		{"read", func(path string) error { _, err := os.ReadFile(path); return err }, true},
		{"longer", func(path string) error { return os.WriteFile(path, []byte(content+"x"), 0o600) }, false},
		{"touched", func(path string) error { return os.Chtimes(path, past, past.Add(time.Second)) }, false},
		{"replaced by a like one", func(path string) error {
			other := path + ".new"
			if err := os.WriteFile(other, []byte(content), 0o600); err != nil {
				return err
			}
			if err := os.Chtimes(other, past, past); err != nil {
				return err
			}
			return os.Rename(other, path)
		}, false},
	} {
		path := filepath.Join(t.TempDir(), "a.docx")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
		before := mustKey(t, path)
		if err := c.change(path); err != nil {
			t.Fatal(err)
		}
		if same := before.id == mustKey(t, path).id; same != c.same {
			t.Errorf("%s: same key %t", c.name, same)
		}
	}
}

func TestNoKey(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip("no links here:", err)
	}
	for _, path := range []string{dir, link, filepath.Join(dir, "none")} {
		if _, err := KeyAt(path); err == nil {
			t.Error("a key for what is no file")
		}
	}
}

// TestFreshFile: a file that was just written may be written again without another key, so its verdict is not kept;
// that it was handled is.
func TestFreshFile(t *testing.T) {
	now := newClock().t
	for _, c := range []struct {
		name              string
		modified, changed time.Duration // before now
		kept              bool
	}{
		{"long ago", time.Hour, time.Hour, true},
		{"just written", time.Second, time.Second, false},
		{"old stamp, just written", time.Hour, time.Second, false},
		{"stamp of next year", -365 * 24 * time.Hour, time.Hour, true},
		{"a clock a second ahead", -time.Second, time.Hour, false},
	} {
		cache, _ := newCache(t)
		k := Key{id: "k", stamps: [2]time.Time{now.Add(-c.modified), now.Add(-c.changed)}}
		cache.Put(k, example())
		cache.MarkHandled(k, "/a", "at_rest")
		if _, kept := cache.Get(k); kept != c.kept {
			t.Errorf("%s: kept %t", c.name, kept)
		}
		if !cache.Handled(k, "/a", "at_rest") {
			t.Errorf("%s: mark is not kept", c.name)
		}
	}
}
