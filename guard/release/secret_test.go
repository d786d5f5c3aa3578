package release

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestSecret(t *testing.T) {
	s := NewSecret()
	if s == NewSecret() {
		t.Error("two secrets are one")
	}
	if got := s.Reveal(); len(got) != 35 || strings.Count(got, "-") != 5 {
		t.Errorf("%d symbols", len(got))
	}
	if got, err := ParseSecret(strings.ToLower(s.Reveal())); err != nil || got != s {
		t.Error("it is not what was revealed:", err)
	}
	if _, err := ParseSecret(Secret{}.Reveal()); !errors.Is(err, ErrTyping) {
		t.Error("no secret is taken for one:", err)
	}
}

func TestSecretIsNotPrinted(t *testing.T) {
	s := NewSecret()
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", s)
	log.WriteString(fmt.Sprintf("%v %+v %#v %s %q %x %d %v", s, s, s, s, s, s, s, struct{ S *Secret }{&s}))
	for _, leak := range []string{s.Reveal(), fmt.Sprint(s.values[:8]), fmt.Sprintf("%x", s.values[:])} {
		if strings.Contains(log.String(), strings.Trim(leak, "[]")) {
			t.Error("a secret was printed")
		}
	}
}

func TestSecretFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bi-mat")
	if _, err := ReadSecret(path); !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), "bi-mat") {
		t.Errorf("no file: %v", err)
	}
	s := NewSecret()
	if err := s.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadSecret(path); err != nil || got != s {
		t.Error("it is not what was written:", err)
	}
	if err := NewSecret().WriteFile(path); !errors.Is(err, fs.ErrExist) {
		t.Error("a secret was overwritten:", err)
	}
	for _, text := range []string{"", s.Reveal()[:20], s.Reveal() + "0", strings.Repeat(" ", 10_000) + s.Reveal()} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadSecret(path); !errors.Is(err, ErrTyping) {
			t.Errorf("damaged file of %d bytes: %v", len(text), err)
		}
	}
}

func TestSecretFileOfOthers(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIP: Windows keeps others out by access lists, not by the mode")
	}
	path := filepath.Join(t.TempDir(), "bi-mat")
	if err := NewSecret().WriteFile(path); err != nil {
		t.Fatal(err)
	}
	for mode, ok := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o640: false, 0o604: false, 0o666: false} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadSecret(path); ok != (err == nil) {
			t.Errorf("%o: %v", mode, err)
		}
	}
}
