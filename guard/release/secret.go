package release

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"

	"giumat/guard/redact"
	"giumat/guard/secretfile"
)

// secretLayout: 29 symbols of 5 bits. RFC 4226, section 4, R6 asks for 128 bits and would like 160; with 145 the secret
// still is one number under one check symbol, and can be typed.
var secretLayout = layout{symbols: 30, group: 5}

// Secret is what the officer and one PC share. The zero Secret is none, and grants nothing that a PC would take.
type Secret struct {
	values [29]byte // below 32 each
}

// NewSecret makes a secret by chance.
func NewSecret() Secret {
	var s Secret
	rand.Read(s.values[:]) // never fails, by its contract
	for i := range s.values {
		s.values[i] &= 31
	}
	return s
}

// ParseSecret reads what Reveal gave, as it was typed. Its errors are ErrTyping and tell nothing of the secret.
func ParseSecret(typed string) (Secret, error) {
	values, err := secretLayout.read(typed)
	if err != nil {
		return Secret{}, fmt.Errorf("release secret: %w", err)
	}
	s := Secret{[29]byte(values)}
	if s.isZero() {
		return Secret{}, fmt.Errorf("release secret: all zero: %w", ErrTyping)
	}
	return s, nil
}

// Reveal gives the secret in six groups of five symbols, to be shown once and typed on the other PC.
func (s Secret) Reveal() string { return secretLayout.write(s.values[:]) }

// Format keeps a secret out of logs and messages, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, "(release secret)") }

func (s Secret) isZero() bool { return s == Secret{} }

// WriteFile keeps the secret in a new file at path that only the guard's user may read (0600; on Windows, the folder's
// access list must see to it). It is an error that something is there.
func (s Secret) WriteFile(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("keep release secret: %w", redact.Error(err))
	}
	_, err = io.WriteString(f, s.Reveal()+"\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(path) // best effort: half a secret is refused by its check symbol
		return fmt.Errorf("keep release secret: %w", redact.Error(err))
	}
	return nil
}

// ReadSecret reads the file that WriteFile wrote. A file that other users may read is refused; an error that is
// [io/fs.ErrNotExist] means that this PC has no secret.
func ReadSecret(path string) (Secret, error) {
	data, err := secretfile.Read(path)
	if err != nil {
		return Secret{}, fmt.Errorf("read release secret: %w", err)
	}
	const most = 200 // bytes; far more than any way to type it needs
	if len(data) > most {
		return Secret{}, fmt.Errorf("read release secret: more than %d bytes: %w", most, ErrTyping)
	}
	return ParseSecret(string(bytes.TrimRight(data, "\r\n")))
}
