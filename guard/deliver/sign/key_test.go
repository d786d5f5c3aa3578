package sign

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"giumat/guard/deliver/internal/disk"
	"giumat/guard/secretfile"
)

func newKey(t testing.TB) *Key {
	t.Helper()
	k, err := OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKeyIsMadeOnce(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	prints := make([]Fingerprint, 8)
	for i := range prints {
		all.Go(func() {
			if k, err := OpenKey(dir); err == nil {
				prints[i] = k.Fingerprint()
			}
		})
	}
	all.Wait()
	for _, p := range prints {
		if p == "" || p != prints[0] {
			t.Fatalf("first starts at the same time have the keys %q", prints)
		}
	}
	public, err := os.ReadFile(filepath.Join(dir, PublicKeyFile))
	if err != nil || !strings.HasPrefix(string(public), "-----BEGIN PUBLIC KEY-----") {
		t.Errorf("public key: %q, %v", public, err)
	}
	info, err := os.Stat(filepath.Join(dir, PrivateKeyFile))
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("rights %o", info.Mode().Perm())
	}
}

// A key that is there is never replaced, whatever is wrong with it.
func TestKeyIsNeverReplaced(t *testing.T) {
	rsa := "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n"
	for name, content := range map[string]string{"empty": "", "no PEM": "abc", "another kind": rsa, "no key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		path := filepath.Join(t.TempDir(), PrivateKeyFile)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenKey(filepath.Dir(path)); err == nil {
			t.Errorf("%s: no error", name)
		}
		if got, _ := os.ReadFile(path); string(got) != content {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

func TestKeyThatOthersMayReadIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIP: Windows keeps others out by access lists, not by the mode")
	}
	dir := t.TempDir()
	if _, err := OpenKey(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, PrivateKeyFile), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKey(dir); !errors.Is(err, secretfile.ErrReadable) {
		t.Errorf("error %v", err)
	}
}

// A first start that is stopped anywhere leaves no key or a whole one, and the next start has it.
func TestKeyMakingStopsAnywhere(t *testing.T) {
	stopped := errors.New("stopped")
	for stop := 0; ; stop++ {
		dir := t.TempDir()
		made := 0
		_, err := openKey(disk.Disk{Before: func(string) error {
			if made++; made > stop {
				return stopped
			}
			return nil
		}}, dir)
		before, beforeErr := loadKey(filepath.Join(dir, PrivateKeyFile))
		k, openErr := OpenKey(dir)
		if openErr != nil {
			t.Fatalf("stopped at %d, then: %v", stop, openErr)
		}
		if beforeErr == nil && before.Fingerprint() != k.Fingerprint() {
			t.Fatalf("stopped at %d: the key was replaced", stop)
		}
		if err == nil {
			return
		}
	}
}

func TestFingerprint(t *testing.T) {
	f := newKey(t).Fingerprint()
	if len(f) != groups*groupDigits+groups-1 {
		t.Fatalf("%q", f)
	}
	for _, said := range []string{string(f), strings.ReplaceAll(string(f), " ", ""), strings.ReplaceAll(string(f), " ", "-")} {
		if got, err := ParseFingerprint(said); err != nil || got != f {
			t.Errorf("%q is read as %q, %v", said, got, err)
		}
	}
	for _, wrong := range []string{"", "12345", string(f) + "1", strings.Replace(string(f), string(f[:1]), "x", 1)} {
		if _, err := ParseFingerprint(wrong); err == nil {
			t.Errorf("%q was accepted", wrong)
		}
	}
}

func TestParseTrusted(t *testing.T) {
	a, b := newKey(t).Fingerprint(), newKey(t).Fingerprint()
	got, err := ParseTrusted(strings.NewReader("\ufeff# phòng một\r\n" + string(a) + ", PC-07\r\n\r\n" + string(b) + "\n"))
	if err != nil || len(got) != 2 || got[a] != "PC-07" || got[b] != "" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := ParseTrusted(strings.NewReader("\n12345 PC-07\n")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("error %v", err)
	}
}
