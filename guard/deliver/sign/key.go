package sign

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"giumat/guard/deliver/internal/disk"
	"giumat/guard/redact"
	"giumat/guard/secretfile"
)

// The names of the key's files.
const (
	PrivateKeyFile = "report-key.pem"     // PKCS #8 (RFC 5958, 8410) in PEM; for the guard's user alone
	PublicKeyFile  = "report-key.pub.pem" // SubjectPublicKeyInfo (RFC 8410) in PEM; to be given to the officer
)

// Key is a PC's own key. Make one with OpenKey.
type Key struct {
	private ed25519.PrivateKey
}

// OpenKey gives the key in the folder dir, which must be there, and makes it the first time. A key that is there is
// never replaced: when it is damaged, or others may read it, that is an error for a person to look at, because a new
// key would make the officer refuse this PC's reports.
func OpenKey(dir string) (*Key, error) {
	return openKey(disk.Disk{}, dir)
}

func openKey(d disk.Disk, dir string) (*Key, error) {
	k, err := ownKey(d, dir)
	if err != nil {
		return nil, fmt.Errorf("report key: %w", err)
	}
	if err := k.writePublic(d, dir); err != nil {
		return nil, fmt.Errorf("report key: %q: %w", PublicKeyFile, err)
	}
	return k, nil
}

// Fingerprint names the key's public half.
func (k *Key) Fingerprint() Fingerprint { return fingerprintOf(k.public()) }

func (k *Key) public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// ownKey loads the key, or makes it. The lock keeps two first starts from making two keys.
func ownKey(d disk.Disk, dir string) (*Key, error) {
	lock := flock.New(filepath.Join(dir, "report-key.lock"), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, fmt.Errorf("lock: %w", redact.Error(err))
	}
	defer lock.Unlock()
	path := filepath.Join(dir, PrivateKeyFile)
	k, err := loadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, err
	}
	data, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, err
	}
	if err := d.Write(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: data})); err != nil {
		return nil, fmt.Errorf("%q: %w", PrivateKeyFile, err)
	}
	return &Key{private}, nil
}

func loadKey(path string) (*Key, error) {
	data, err := secretfile.Read(path)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", PrivateKeyFile, err)
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, fmt.Errorf("%q is damaged: it is not PEM", PrivateKeyFile)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%q is damaged: %w", PrivateKeyFile, err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%q holds another kind of key than Ed25519", PrivateKeyFile)
	}
	return &Key{private}, nil
}

// writePublic keeps the public half beside the key, for the officer to fetch.
func (k *Key) writePublic(d disk.Disk, dir string) error {
	der, err := x509.MarshalPKIXPublicKey(k.public())
	if err != nil {
		return err
	}
	data := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	path := filepath.Join(dir, PublicKeyFile)
	if there, err := os.ReadFile(path); err == nil && bytes.Equal(there, data) {
		return nil
	}
	return d.Write(path, data)
}
