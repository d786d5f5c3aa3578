package sign

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// schema is a signature's first line. What a later program writes otherwise has another number.
const schema = "giumat signature 1"

// Bounds of a signature: a report has some four files.
const (
	maxSignatureBytes = 64 << 10
	maxFiles          = 100
	maxFieldBytes     = 255
)

// Listed is one signed file.
type Listed struct {
	Name   string
	Size   int64  // bytes
	SHA256 string // hex
}

// Manifest is what a signature says.
type Manifest struct {
	Host   string // the PC that made the report
	Report string // the report's ID
	Made   time.Time
	Files  []Listed // by name

	key       ed25519.PublicKey
	signature []byte
}

// Fingerprint names the key that signed.
func (m Manifest) Fingerprint() Fingerprint { return fingerprintOf(m.key) }

// Sign gives the signature of a report's files, as text. The same files, time and key give the same bytes.
func (k *Key) Sign(host, report string, made time.Time, files []File) ([]byte, error) {
	m := Manifest{Host: host, Report: report, Made: made.Truncate(time.Second), key: k.public()}
	for _, f := range files {
		sum := sha256.Sum256(f.Data)
		m.Files = append(m.Files, Listed{Name: f.Name, Size: int64(len(f.Data)), SHA256: hex.EncodeToString(sum[:])})
	}
	slices.SortFunc(m.Files, func(a, b Listed) int { return cmp.Compare(a.Name, b.Name) })
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("sign report: %w", err)
	}
	m.signature = ed25519.Sign(k.private, m.signed())
	return m.text(), nil
}

// check holds for what is written and for what is read alike.
func (m Manifest) check() error {
	for _, field := range []string{m.Host, m.Report} {
		if field == "" || len(field) > maxFieldBytes || !oneLine(field) {
			return errors.New("the host's name or the report's ID is empty, too long, or not one line")
		}
	}
	if len(m.Files) == 0 || len(m.Files) > maxFiles {
		return fmt.Errorf("there are %d files, and 1 to %d can be signed", len(m.Files), maxFiles)
	}
	for i, f := range m.Files {
		if err := CheckName(f.Name); err != nil {
			return err
		}
		if strings.HasSuffix(f.Name, Suffix) {
			return fmt.Errorf("the file name %q is that of a signature", f.Name)
		}
		// One name in two cases is one file on Windows.
		if slices.ContainsFunc(m.Files[:i], func(e Listed) bool { return strings.EqualFold(e.Name, f.Name) }) {
			return fmt.Errorf("the file name %q is there twice", f.Name)
		}
	}
	return nil
}

// signed gives the bytes that the signature is over: the whole text before it.
func (m Manifest) signed() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nhost: %s\nreport: %s\nmade: %s\n", schema, m.Host, m.Report, m.Made.Format(time.RFC3339))
	for _, f := range m.Files {
		fmt.Fprintf(&b, "file: %s %d %s\n", f.SHA256, f.Size, f.Name)
	}
	fmt.Fprintf(&b, "key: %s\n", base64.StdEncoding.EncodeToString(m.key))
	return b.Bytes()
}

func (m Manifest) text() []byte {
	return fmt.Appendf(m.signed(), "signature: %s\n", base64.StdEncoding.EncodeToString(m.signature))
}

// errBroken covers all that no guard writes; which of it, helps nobody.
var errBroken = errors.New("the signature is damaged, or was made by another program")

// Parse reads a signature and checks that it was made with the key that it names; whether that key is to be trusted,
// it does not know. Only the one form that Sign writes is understood.
func Parse(data []byte) (Manifest, error) {
	if len(data) > maxSignatureBytes {
		return Manifest{}, errBroken
	}
	m, err := parseLines(strings.Split(string(data), "\n"))
	if err != nil || m.check() != nil {
		return Manifest{}, errBroken
	}
	// What was read is written again: so no second way of writing the same is taken for signed.
	if !bytes.Equal(m.text(), data) || !ed25519.Verify(m.key, m.signed(), m.signature) {
		return Manifest{}, errBroken
	}
	return m, nil
}

func parseLines(lines []string) (m Manifest, err error) {
	next := func(label string) string {
		if len(lines) == 0 {
			err = errBroken
			return ""
		}
		value, ok := strings.CutPrefix(lines[0], label)
		if !ok {
			err = errBroken
		}
		lines = lines[1:]
		return value
	}
	next(schema)
	m.Host, m.Report = next("host: "), next("report: ")
	made := next("made: ")
	for err == nil && len(lines) > 0 && strings.HasPrefix(lines[0], "file: ") {
		f, fileErr := parseListed(next("file: "))
		m.Files, err = append(m.Files, f), fileErr
	}
	key, signature := next("key: "), next("signature: ")
	if err != nil {
		return m, err
	}
	if m.Made, err = time.Parse(time.RFC3339, made); err != nil {
		return m, err
	}
	if m.key, err = base64.StdEncoding.DecodeString(key); err != nil || len(m.key) != ed25519.PublicKeySize {
		return m, errBroken
	}
	m.signature, err = base64.StdEncoding.DecodeString(signature)
	return m, err
}

func parseListed(s string) (Listed, error) {
	sum, rest, _ := strings.Cut(s, " ")
	size, name, _ := strings.Cut(rest, " ")
	n, err := strconv.ParseInt(size, 10, 64)
	raw, hexErr := hex.DecodeString(sum)
	if err != nil || n < 0 || hexErr != nil || len(raw) != sha256.Size || sum != strings.ToLower(sum) {
		return Listed{}, errBroken
	}
	return Listed{Name: name, Size: n, SHA256: sum}, nil
}
