package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"giumat/guard/redact"
)

// format is the number of this form of a bundle. What a later program writes otherwise has a higher one.
const format = 1

// Bounds. The guard itself is some 45 MB large, the embedded packs together 60 kB.
const (
	maxManifestBytes = 64 << 10
	maxTextBytes     = 1 << 20   // policy, hosts, each pack
	maxProgramBytes  = 128 << 20 // each program
	maxBundleBytes   = 512 << 20
	maxFiles         = 64
	maxNoteBytes     = 1000
)

// The names of a bundle's files. Programs and packs have theirs from ProgramName and PackName.
const (
	PolicyName = "policy.yaml"
	HostsName  = "hosts.yaml"
)

// PackName is the name in a bundle of the pack that lies in a file called base: "nganh.yaml". A pack with the file name of
// one that is built into the program stands instead of it.
func PackName(base string) string { return "packs/" + base }

// ProgramName is the name in a bundle of program "guard" or "tray" for a system and processor, as Go calls them.
func ProgramName(goos, goarch, program string) string {
	return "programs/" + goos + "-" + goarch + "/" + Executable(goos, program)
}

// Executable is what the file of a program is called on a system.
func Executable(goos, program string) string {
	if goos == "windows" {
		return program + ".exe"
	}
	return program
}

// allowed are the only names there can be: no path leads out of a folder, and no two are one file on Windows.
var (
	allowedPack    = regexp.MustCompile(`^packs/[a-z0-9][a-z0-9_-]{0,60}\.yaml$`)
	allowedProgram = regexp.MustCompile(`^programs/(linux-amd64/(guard|tray)|windows-amd64/(guard|tray)\.exe)$`)
)

// maxSize is the most bytes that the file of a name may have; 0 means that no file may have it.
func maxSize(name string) int64 {
	switch {
	case name == PolicyName, name == HostsName, allowedPack.MatchString(name):
		return maxTextBytes
	case allowedProgram.MatchString(name):
		return maxProgramBytes
	}
	return 0
}

// Manifest is what a bundle says of itself, and what its signature is over.
type Manifest struct {
	Format   int       `json:"format"`
	Serial   int64     `json:"serial"` // goes up with each bundle of an office; from 1
	Made     time.Time `json:"made"`
	MinGuard string    `json:"min_guard,omitempty"` // the oldest guard that can use it: "1.4.0"
	Note     string    `json:"note,omitempty"`      // the office's words, one line
	Files    []File    `json:"files"`
}

// File is one file of a bundle.
type File struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // hex
}

// Has tells whether the bundle has the file of that name.
func (m Manifest) Has(name string) bool {
	_, ok := m.file(name)
	return ok
}

func (m Manifest) file(name string) (File, bool) {
	for _, f := range m.Files {
		if f.Name == name {
			return f, true
		}
	}
	return File{}, false
}

// parseManifest reads a manifest whose signature is good. A later form is told apart from a broken one.
func parseManifest(data []byte) (Manifest, error) {
	var m Manifest
	var form struct{ Format int }
	if err := json.Unmarshal(data, &form); err == nil && form.Format > format {
		return m, ErrNewerGuard
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return m, fmt.Errorf("%w: manifest: %v", ErrDamaged, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return m, fmt.Errorf("%w: manifest: there is more after it", ErrDamaged)
	}
	if err := m.check(); err != nil {
		return m, fmt.Errorf("%w: manifest: %w", ErrDamaged, err)
	}
	return m, nil
}

// check holds for what is written and for what is read alike.
func (m Manifest) check() error {
	switch {
	case m.Format != format:
		return fmt.Errorf("the form is %d, want %d", m.Format, format)
	case m.Serial < 1:
		return errors.New("the serial number is below 1")
	case m.Made.IsZero():
		return errors.New("the time is missing")
	case len(m.Note) > maxNoteBytes || !utf8.ValidString(m.Note) || redact.Name(m.Note) != m.Note:
		return fmt.Errorf("the note is longer than %d bytes, or not one line of text", maxNoteBytes)
	case len(m.Files) == 0 || len(m.Files) > maxFiles:
		return fmt.Errorf("there are %d files, and there can be 1 to %d", len(m.Files), maxFiles)
	}
	if _, ok := parseVersion(m.MinGuard); m.MinGuard != "" && !ok {
		return fmt.Errorf("the oldest guard %q is no version such as 1.4.0", m.MinGuard)
	}
	for i, f := range m.Files {
		if err := f.check(); err != nil {
			return err
		}
		if i > 0 && f.Name <= m.Files[i-1].Name {
			return fmt.Errorf("file %q is there twice, or out of order", f.Name)
		}
	}
	return nil
}

func (f File) check() error {
	most := maxSize(f.Name)
	if most == 0 {
		return fmt.Errorf("a bundle has no file %q", redact.Name(f.Name))
	}
	if f.Size < 0 || f.Size > most {
		return fmt.Errorf("file %q has %d bytes, and can have %d", f.Name, f.Size, most)
	}
	sum, err := hex.DecodeString(f.SHA256)
	if err != nil || len(sum) != sha256.Size || strings.ToLower(f.SHA256) != f.SHA256 {
		return fmt.Errorf("file %q has no SHA-256", f.Name)
	}
	return nil
}
