// Package bundle makes, opens and keeps the one signed file with which an office gives its guards their policy, rule packs,
// hosts and programs. It takes such a file and the office's public key (Ed25519), and gives what is in it only after the
// signature was good and each file's hash was right; it refuses what another key signed, what was changed, what is larger
// than its bounds, and what is older than what is here. It speaks to no network and starts no program.
//
// A bundle is a ZIP file, so that anybody can look into it: manifest.json, manifest.sig, then the files in the order of
// the manifest. The signature file is the signer's public key (32 bytes) and an Ed25519ctx signature (64 bytes; RFC 8032,
// section 5.1) over the manifest's bytes as they stand; the context keeps a signature for anything else from fitting.
package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"giumat/guard/redact"
)

// Why a bundle is refused.
var (
	ErrDamaged    = errors.New("it is no bundle, or it is damaged")
	ErrForeign    = errors.New("it was not signed with this office's key")
	ErrChanged    = errors.New("it was changed after it was signed")
	ErrNewerGuard = errors.New("it is for a newer guard")
	ErrOlder      = errors.New("it is older than the bundle that is here")
	ErrInstalled  = errors.New("it is here already")
	ErrContent    = errors.New("its content is not fit for use")
	ErrNoKey      = errors.New("this PC has no key of the office")
)

const (
	manifestName  = "manifest.json"
	signatureName = "manifest.sig"
	signatureSize = ed25519.PublicKeySize + ed25519.SignatureSize
)

// signing is how manifests are signed.
func signing() *ed25519.Options { return &ed25519.Options{Context: "giumat bundle"} }

// Bundle is an open bundle whose manifest was signed by the office. Close it.
type Bundle struct {
	manifest Manifest
	id       string
	files    map[string]*zip.File
	close    func() error
	path     string // of the file
}

// Open opens the bundle at path and checks its signature against the office's key. The files are checked as they are read.
func Open(path string, key ed25519.PublicKey) (*Bundle, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open bundle: %w", redact.Error(err))
	}
	b, err := openFile(f, key)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("open bundle: %w", err)
	}
	b.path, b.close = path, f.Close
	return b, nil
}

func openFile(f *os.File, key ed25519.PublicKey) (*Bundle, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, redact.Error(err)
	}
	if !info.Mode().IsRegular() {
		return nil, ErrDamaged
	}
	return Read(f, info.Size(), key)
}

// Read opens the bundle in the size bytes of r, as Open does.
func Read(r io.ReaderAt, size int64, key ed25519.PublicKey) (*Bundle, error) {
	if len(key) != ed25519.PublicKeySize {
		return nil, ErrNoKey
	}
	archive, err := openArchive(r, size)
	if err != nil {
		return nil, err
	}
	data, err := readEntry(archive[0], maxManifestBytes)
	if err != nil {
		return nil, err
	}
	signature, err := readEntry(archive[1], signatureSize)
	if err != nil {
		return nil, err
	}
	if err := verify(data, signature, key); err != nil {
		return nil, err
	}
	m, err := parseManifest(data)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	b := &Bundle{manifest: m, id: hex.EncodeToString(sum[:]), files: map[string]*zip.File{}, close: func() error { return nil }}
	if len(archive) != 2+len(m.Files) {
		return nil, fmt.Errorf("%w: a file was added or taken away", ErrChanged)
	}
	for i, f := range m.Files {
		if archive[2+i].Name != f.Name {
			return nil, fmt.Errorf("%w: file %q is not in its place", ErrChanged, f.Name)
		}
		b.files[f.Name] = archive[2+i]
	}
	return b, nil
}

func verify(manifest, signature []byte, key ed25519.PublicKey) error {
	if len(signature) != signatureSize {
		return ErrDamaged
	}
	if !bytes.Equal(signature[:ed25519.PublicKeySize], key) {
		return ErrForeign
	}
	if err := ed25519.VerifyWithOptions(key, manifest, signature[ed25519.PublicKeySize:], signing()); err != nil {
		return ErrChanged
	}
	return nil
}

// Manifest gives what the bundle says of itself.
func (b *Bundle) Manifest() Manifest { return b.manifest }

// Identity gives what tells the bundle from others.
func (b *Bundle) Identity() Identity { return Identity{Serial: b.manifest.Serial, ID: b.id} }

// Close closes the file.
func (b *Bundle) Close() error { return b.close() }

// WriteTo writes the file of that name to w. What was written counts only when there is no error: the hash is known at the
// end. A name that the manifest lacks is an error.
func (b *Bundle) WriteTo(w io.Writer, name string) error {
	want, ok := b.manifest.file(name)
	if !ok {
		return fmt.Errorf("the bundle has no file %q", redact.Name(name))
	}
	r, err := b.files[name].Open()
	if err != nil {
		return fmt.Errorf("%w: file %q", ErrChanged, name)
	}
	defer r.Close()
	h := sha256.New()
	from := &noted{r: io.LimitReader(r, want.Size+1)}
	n, err := io.Copy(io.MultiWriter(w, h), from)
	switch {
	case from.err != nil:
		return fmt.Errorf("%w: file %q", ErrChanged, name)
	case err != nil: // the writer's
		return fmt.Errorf("file %q: %w", name, redact.Error(err))
	case n != want.Size || hex.EncodeToString(h.Sum(nil)) != want.SHA256:
		return fmt.Errorf("%w: file %q", ErrChanged, name)
	}
	return nil
}

// noted remembers that reading failed, so that it is told apart from a failure to write.
type noted struct {
	r   io.Reader
	err error
}

func (n *noted) Read(p []byte) (int, error) {
	m, err := n.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		n.err = err
	}
	return m, err
}

// checkTexts reads all but the programs, which are used at an update only.
func (b *Bundle) checkTexts() error {
	for _, f := range b.manifest.Files {
		if allowedProgram.MatchString(f.Name) {
			continue
		}
		if err := b.WriteTo(io.Discard, f.Name); err != nil {
			return err
		}
	}
	return nil
}

// text gives a file that is not a program.
func (b *Bundle) text(name string) ([]byte, error) {
	var data bytes.Buffer
	if err := b.WriteTo(&data, name); err != nil {
		return nil, err
	}
	return data.Bytes(), nil
}
