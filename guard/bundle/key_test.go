package bundle

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"giumat/guard/secretfile"
)

func TestMakeKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "office.key")
	publicPath, err := MakeKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.TrimSuffix(path, ".key") + ".pub"; publicPath != want {
		t.Errorf("the public key lies at %q, want %q", publicPath, want)
	}
	key, err := ReadKey(path)
	if err != nil {
		t.Fatal(err)
	}
	half, err := ReadPublicKey(publicPath)
	if err != nil || !half.Equal(key.Public()) {
		t.Errorf("the public half is another one, %v", err)
	}
	if _, err := opened(made(t, key, small(1, nil)), half); err != nil {
		t.Error(err)
	}
	line := base64.StdEncoding.EncodeToString(half) + "\r\n"
	if got, err := ParsePublicKey([]byte(line)); err != nil || !got.Equal(half) {
		t.Errorf("as a line of base64: %v", err)
	}
	for name, mode := range map[string]fs.FileMode{path: 0o600, publicPath: 0o644} {
		info, err := os.Stat(name)
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != mode {
			t.Errorf("rights %v, want %v, %v", info.Mode(), mode, err)
		}
	}
}

// Neither half is ever replaced: every PC would refuse what another key signs.
func TestMakeKeyReplacesNothing(t *testing.T) {
	for _, there := range []string{"office.key", "office.pub"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, there), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := MakeKey(filepath.Join(dir, "office.key")); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: %v", there, err)
		}
		if entries, _ := os.ReadDir(dir); len(entries) != 1 {
			t.Errorf("%s: %d files", there, len(entries))
		}
	}
	path := filepath.Join(t.TempDir(), "office"+PublicSuffix)
	if _, err := MakeKey(path); err == nil {
		t.Error("both halves were to lie in one file")
	}
}

func TestWrongKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "office.key")
	if _, err := ReadKey(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no key: %v", err)
	}
	for name, content := range map[string]string{
		"empty": "", "no PEM": "abc", "another block": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
		"damaged":      "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		"another kind": "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadKey(path); err == nil || strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := ParsePublicKey([]byte(strings.ReplaceAll(content, "PRIVATE", "PUBLIC"))); err == nil {
			t.Errorf("%s: taken as a public key", name)
		}
	}
	if _, err := ParsePublicKey(bytes.Repeat([]byte("A"), 20)); err == nil {
		t.Error("a short line was taken")
	}
	if runtime.GOOS == "windows" {
		return // access lists keep others out there, not the mode
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadKey(path); !errors.Is(err, secretfile.ErrReadable) {
		t.Errorf("a key that others may read: %v", err)
	}
}

func FuzzParsePublicKey(f *testing.F) {
	f.Add([]byte("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n"))
	f.Add([]byte("Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if key, err := ParsePublicKey(data); err == nil && len(key) != 32 {
			t.Fatalf("a key of %d bytes", len(key))
		}
	})
}
