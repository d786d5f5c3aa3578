package pack

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"

	"giumat/guard/redact"
	"giumat/guard/secretfile"
	"giumat/guard/wholefile"
)

const (
	keyBits  = 2048
	pemBlock = "PRIVATE KEY" // PKCS #8
)

// Key reads an office's own key for signing its extension from the file at path, or makes one there, for its owner alone,
// if there is no file. The key gives the extension its ID: with another one, browsers take it for another extension. On
// all PCs that share one policy it must be the same.
func Key(path string) (*rsa.PrivateKey, error) {
	data, err := secretfile.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the extension's key: %w", err)
	}
	block, _ := pem.Decode(data)
	if block == nil || block.Type != pemBlock {
		return nil, errors.New("the extension's key is not a private key in PEM form")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("the extension's key is damaged") // the parser's words could tell of its content
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok || key.N.BitLen() < keyBits {
		return nil, fmt.Errorf("the extension's key must be an RSA key of at least %d bits", keyBits)
	}
	return key, nil
}

func newKey(path string) (*rsa.PrivateKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("make the extension's key: %w", err)
	}
	text, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("make the extension's key: %w", err)
	}
	if err := wholefile.Write(path, pem.EncodeToMemory(&pem.Block{Type: pemBlock, Bytes: text})); err != nil {
		return nil, fmt.Errorf("keep the extension's key: %w", redact.Error(err))
	}
	return key, nil
}
