package sign

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Kind is what is wrong with a file.
type Kind string

// The kinds of problems.
const (
	Changed    Kind = "changed"     // it is not the file that was signed
	Missing    Kind = "missing"     // it was signed and is not there
	Unsigned   Kind = "unsigned"    // no trusted signature names it
	UnknownKey Kind = "unknown_key" // a signature by a key that is not among the trusted ones
	OtherHost  Kind = "other_host"  // a signature by a trusted key of another PC
	Broken     Kind = "broken"      // a signature that is damaged, or of another program
)

// Problem is one thing that is wrong with what was checked.
type Problem struct {
	File string // with its folder below the one that was checked
	Kind Kind
	Key  Fingerprint // of unknown_key and other_host
}

// Result is what a check has found.
type Result struct {
	Good     []Manifest // signatures by trusted keys; the files that they name may still have a problem
	Problems []Problem  // by file
}

// Err is nil when there was a report and all of it is as it was signed.
func (r Result) Err() error {
	var errs []error
	for _, p := range r.Problems {
		errs = append(errs, fmt.Errorf("%q: %s", p.File, p.Kind))
	}
	if len(r.Good) == 0 {
		errs = append(errs, errors.New("no report with a trusted signature"))
	}
	return errors.Join(errs...)
}

// Verify checks the reports in dir and in the folders below it, each folder by the signatures that lie in it. The
// error says what could not be read; then nothing is to be believed.
func Verify(dir fs.FS, trusted Trusted) (Result, error) {
	var r Result
	err := fs.WalkDir(dir, ".", func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !d.IsDir():
			return nil
		case strings.HasPrefix(d.Name(), ".") && d.Name() != ".":
			return fs.SkipDir // a report that a PC is still writing
		}
		return r.verifyFolder(dir, at, trusted)
	})
	if err != nil {
		return Result{}, fmt.Errorf("verify reports: %w", err)
	}
	slices.SortFunc(r.Problems, func(a, b Problem) int { return cmp.Compare(a.File, b.File) })
	return r, nil
}

func (r *Result) verifyFolder(dir fs.FS, at string, trusted Trusted) error {
	entries, err := fs.ReadDir(dir, at)
	if err != nil {
		return err
	}
	signed := map[string]bool{}
	for _, e := range entries {
		if e.IsDir() || !strings.HasSuffix(e.Name(), Suffix) {
			continue
		}
		m, problem, err := readSignature(dir, path.Join(at, e.Name()), trusted)
		if err != nil {
			return err
		}
		if problem != nil {
			r.Problems = append(r.Problems, *problem)
			continue
		}
		r.Good = append(r.Good, m)
		if err := r.verifyFiles(dir, at, m, signed); err != nil {
			return err
		}
	}
	for _, e := range entries {
		if !e.IsDir() && !signed[e.Name()] && !strings.HasSuffix(e.Name(), Suffix) {
			r.Problems = append(r.Problems, Problem{File: path.Join(at, e.Name()), Kind: Unsigned})
		}
	}
	return nil
}

// readSignature gives a trusted signature, or what is wrong with it.
func readSignature(dir fs.FS, name string, trusted Trusted) (Manifest, *Problem, error) {
	f, err := dir.Open(name)
	if err != nil {
		return Manifest{}, nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSignatureBytes+1))
	if err != nil {
		return Manifest{}, nil, err
	}
	m, err := Parse(data)
	if err != nil {
		return Manifest{}, &Problem{File: name, Kind: Broken}, nil
	}
	host, known := trusted[m.Fingerprint()]
	switch {
	case !known:
		return Manifest{}, &Problem{File: name, Kind: UnknownKey, Key: m.Fingerprint()}, nil
	case host != "" && !strings.EqualFold(host, m.Host): // as Windows and the DNS compare hosts
		return Manifest{}, &Problem{File: name, Kind: OtherHost, Key: m.Fingerprint()}, nil
	}
	return m, nil, nil
}

func (r *Result) verifyFiles(dir fs.FS, at string, m Manifest, signed map[string]bool) error {
	for _, want := range m.Files {
		signed[want.Name] = true
		name := path.Join(at, want.Name)
		size, sum, err := hashOf(dir, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			r.Problems = append(r.Problems, Problem{File: name, Kind: Missing})
		case err != nil:
			return err
		case size != want.Size || sum != want.SHA256:
			r.Problems = append(r.Problems, Problem{File: name, Kind: Changed})
		}
	}
	return nil
}

func hashOf(dir fs.FS, name string) (size int64, sum string, err error) {
	f, err := dir.Open(name)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	size, err = io.Copy(h, f)
	return size, hex.EncodeToString(h.Sum(nil)), err
}
