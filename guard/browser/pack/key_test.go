package pack

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"giumat/guard/secretfile"
)

// A key is made once; from then on it is the same.
func TestKeyIsMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "khoa.pem")
	made, err := Key(path)
	if err != nil {
		t.Fatal(err)
	}
	if made.N.BitLen() != 2048 {
		t.Errorf("%d bits", made.N.BitLen())
	}
	read, err := Key(path)
	if err != nil || !read.Equal(made) {
		t.Errorf("another key, %v", err)
	}
	if runtime.GOOS == "windows" {
		return // access lists keep others out there, not the mode
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Key(path); !errors.Is(err, secretfile.ErrReadable) {
		t.Errorf("a key that others may read: %v", err)
	}
}

// A key that is damaged is not replaced, as that would be another extension.
func TestWrongKeys(t *testing.T) {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ content, fail string }{
		"empty":         {"", "PEM"},
		"another block": {string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), "PEM"},
		"damaged":       {string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("khoa")})), "damaged"},
		"another kind":  {string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), "RSA"},
	}
	for what, test := range tests {
		path := filepath.Join(t.TempDir(), "khoa.pem")
		if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Key(path)
		if err == nil || !strings.Contains(err.Error(), test.fail) || strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v", what, err)
		}
		if after, _ := os.ReadFile(path); string(after) != test.content {
			t.Errorf("%s: the file was changed", what)
		}
	}
	if _, err := Key(filepath.Join(t.TempDir(), "thieu", "khoa.pem")); err == nil {
		t.Error("a key was kept in a folder that is not there")
	}
}
