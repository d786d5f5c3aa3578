package bundle

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"giumat/guard/redact"
	"giumat/guard/secretfile"
	"giumat/guard/wholefile"
)

// The kinds of PEM blocks: PKCS #8 (RFC 5958) and SubjectPublicKeyInfo, with Ed25519 keys as in RFC 8410.
const (
	privateBlock = "PRIVATE KEY"
	publicBlock  = "PUBLIC KEY"
)

// PublicSuffix ends the name of the file with a key's public half: "office.key" has "office.pub" beside it.
const PublicSuffix = ".pub"

// MakeKey makes an office's key: the private half at path, for its owner alone (0600), and the public one beside it, for
// every PC (0644). A file that is there is never replaced, as every PC would refuse what another key signs.
func MakeKey(path string) (publicPath string, err error) {
	publicPath = strings.TrimSuffix(path, filepath.Ext(path)) + PublicSuffix
	if publicPath == path {
		return "", fmt.Errorf("make the office's key: its file cannot end in %s, as that of the public half does", PublicSuffix)
	}
	for _, file := range []string{path, publicPath} {
		if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("make the office's key: %q: %w", filepath.Base(file), fs.ErrExist)
		}
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return "", fmt.Errorf("make the office's key: %w", err)
	}
	privateDER, err1 := x509.MarshalPKCS8PrivateKey(private)
	publicDER, err2 := x509.MarshalPKIXPublicKey(public)
	if err := errors.Join(err1, err2); err != nil {
		return "", fmt.Errorf("make the office's key: %w", err)
	}
	if err := wholefile.Write(path, pem.EncodeToMemory(&pem.Block{Type: privateBlock, Bytes: privateDER})); err != nil {
		return "", fmt.Errorf("keep the office's key: %w", redact.Error(err))
	}
	err = wholefile.Write(publicPath, pem.EncodeToMemory(&pem.Block{Type: publicBlock, Bytes: publicDER}))
	if err := errors.Join(err, os.Chmod(publicPath, 0o644)); err != nil {
		return "", fmt.Errorf("keep the office's public key: %w", redact.Error(err))
	}
	return publicPath, nil
}

// ReadKey reads the private half of an office's key. A file that others may read is refused (secretfile.ErrReadable).
func ReadKey(path string) (ed25519.PrivateKey, error) {
	data, err := secretfile.Read(path)
	if err != nil {
		return nil, fmt.Errorf("read the office's key: %w", err)
	}
	block, _ := pem.Decode(data)
	if block == nil || block.Type != privateBlock {
		return nil, errors.New("the office's key is not a private key in PEM form")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("the office's key is damaged") // the parser's words could tell of its content
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, errors.New("the office's key is of another kind than Ed25519")
	}
	return key, nil
}

// maxPublicBytes is far more than a public key needs.
const maxPublicBytes = 16 << 10

// ReadPublicKey reads the office's public key from the file at path; that there is none is fs.ErrNotExist.
func ReadPublicKey(path string) (ed25519.PublicKey, error) {
	data, err := readBounded(path, maxPublicBytes)
	if err != nil {
		return nil, fmt.Errorf("read the office's public key: %w", err)
	}
	return ParsePublicKey(data)
}

// ParsePublicKey reads a public key: PEM, or one line with its 32 bytes in base64.
func ParsePublicKey(data []byte) (ed25519.PublicKey, error) {
	if raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(data))); err == nil && len(raw) == ed25519.PublicKeySize {
		return raw, nil
	}
	block, _ := pem.Decode(data)
	if block == nil || block.Type != publicBlock {
		return nil, errors.New("the office's public key is neither PEM nor one line of base64")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("the office's public key is damaged: %w", err)
	}
	key, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("the office's public key is of another kind than Ed25519")
	}
	return key, nil
}
