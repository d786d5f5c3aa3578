package bundle

import (
	"archive/zip"
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// Contents is what an office puts into a bundle.
type Contents struct {
	Serial   int64 // higher than that of every bundle before
	Made     time.Time
	MinGuard string            // the oldest guard that can use it; empty means any
	Note     string            // one line, for the administrators
	Files    map[string][]byte // by name: PolicyName, HostsName, PackName, ProgramName
}

// Make writes a bundle, signed with the office's key. Its content is not tried: see Bundle.Try. The same contents and key give
// the same bytes.
func Make(w io.Writer, key ed25519.PrivateKey, c Contents) error {
	m := Manifest{Format: format, Serial: c.Serial, Made: c.Made.UTC().Truncate(time.Second), MinGuard: c.MinGuard, Note: c.Note}
	for _, name := range slices.Sorted(maps.Keys(c.Files)) {
		sum := sha256.Sum256(c.Files[name])
		m.Files = append(m.Files, File{Name: name, Size: int64(len(c.Files[name])), SHA256: hex.EncodeToString(sum[:])})
	}
	if err := m.check(); err != nil {
		return fmt.Errorf("make bundle: %w", err)
	}
	manifest, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("make bundle: %w", err)
	}
	signature, err := sign(key, manifest)
	if err != nil {
		return fmt.Errorf("make bundle: %w", err)
	}
	if err := writeArchive(w, manifest, signature, m, c.Files); err != nil {
		return fmt.Errorf("make bundle: %w", err)
	}
	return nil
}

func sign(key ed25519.PrivateKey, manifest []byte) ([]byte, error) {
	signature, err := key.Sign(rand.Reader, manifest, crypto.SignerOpts(signing()))
	if err != nil {
		return nil, err
	}
	return slices.Concat(key.Public().(ed25519.PublicKey), signature), nil
}

func writeArchive(w io.Writer, manifest, signature []byte, m Manifest, files map[string][]byte) error {
	z := zip.NewWriter(w)
	write := func(name string, method uint16, data []byte) error {
		entry, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method}) // no time: the same bytes each time
		if err != nil {
			return err
		}
		_, err = io.Copy(entry, bytes.NewReader(data))
		return err
	}
	if err := write(manifestName, zip.Store, manifest); err != nil {
		return err
	}
	if err := write(signatureName, zip.Store, signature); err != nil {
		return err
	}
	for _, f := range m.Files {
		if err := write(f.Name, zip.Deflate, files[f.Name]); err != nil {
			return err
		}
	}
	return z.Close()
}
