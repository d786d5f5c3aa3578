package bundle

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"giumat/guard/bundle/disk"
	"giumat/guard/redact"
)

// Suffix ends the name of every bundle's file.
const Suffix = ".giumat"

// incomingName is the file of a bundle that is being looked at.
const incomingName = "incoming" + Suffix

// Store is the folder with this guard's bundle and the one before it. Each that is installed gets the next number as its
// file's name, so that one rename puts it to use, and a crash leaves either the old state or the new one. Two writers need
// a lock.
type Store struct {
	Dir   string            // made when it is needed; all users may read what is in it, as their browsers' helpers do
	Key   ed25519.PublicKey // the office's; nil means that this PC has none
	Guard string            // the version of this guard
	Disk  disk.Disk
}

// Problem is why a guard works with something else than its last bundle. Content of that kind is fit for use all the same.
type Problem struct {
	Serial int64 // of the bundle that is used instead; 0 means what is built in
	Err    error // what is wrong with the last one: ErrChanged, ErrForeign and so on
}

// Error says both.
func (p *Problem) Error() string {
	if p.Serial == 0 {
		return fmt.Sprintf("the installed bundle cannot be used, and what is built in is used instead: %v", p.Err)
	}
	return fmt.Sprintf("the installed bundle cannot be used, and bundle %d is used instead: %v", p.Serial, p.Err)
}

// Unwrap gives what is wrong with the last bundle.
func (p *Problem) Unwrap() error { return p.Err }

// Current gives the content to work with, verified at each call: that of the last bundle, or of the one before, or what is
// built in. The problem, if there is one, is for people to know.
func (s Store) Current() (Content, *Problem) {
	numbers, err := s.numbers()
	var bad error
	if err != nil {
		bad = err
	}
	for _, n := range slices.Backward(numbers) {
		c, err := s.content(n)
		if err == nil && bad == nil {
			return c, nil
		}
		if err == nil {
			return c, &Problem{Serial: c.Serial, Err: bad}
		}
		if bad == nil {
			bad = err
		}
	}
	c, err := Embedded()
	if err := errors.Join(bad, err); err != nil {
		return c, &Problem{Err: err}
	}
	return c, nil
}

func (s Store) content(number int64) (Content, error) {
	b, err := s.open(number)
	if err != nil {
		return Content{}, err
	}
	defer b.Close()
	return b.Content()
}

// open opens an installed bundle that is for this guard.
func (s Store) open(number int64) (*Bundle, error) {
	b, err := Open(s.path(number), s.Key)
	if err != nil {
		return nil, err
	}
	if err := b.manifest.Fits(s.Guard); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

func (s Store) identity(number int64) (Identity, error) {
	b, err := s.open(number)
	if err != nil {
		return Identity{}, err
	}
	defer b.Close()
	return b.Identity(), b.checkTexts()
}

// Here gives the identity of the last bundle that is whole and can be used by this guard, without looking at what it says.
func (s Store) Here() Identity {
	numbers, _ := s.numbers() // what cannot be read is not here; Current tells of it
	_, here := s.inUse(numbers)
	return here
}

// Last is the path of the last bundle, which is not verified; empty when there is none.
func (s Store) Last() string {
	numbers, err := s.numbers()
	if err != nil || len(numbers) == 0 {
		return ""
	}
	return s.path(numbers[len(numbers)-1])
}

// Mark tells what is installed from what was, without verifying it: it is another string after each Install and Revert,
// and when the file was changed. It is empty when there is nothing.
func (s Store) Mark() string {
	last := s.Last()
	info, err := os.Stat(last)
	if err != nil {
		return ""
	}
	return filepath.Base(last) + " of " + info.ModTime().UTC().Format(time.RFC3339Nano) // a number comes again after Revert
}

// Take copies the bundle at path into the store, so that nobody can change it any more, and opens the copy. It stays there
// until it is installed, or another is taken, or Drop.
func (s Store) Take(ctx context.Context, path string) (*Bundle, error) {
	if len(s.Key) == 0 {
		return nil, ErrNoKey
	}
	from, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open bundle: %w", redact.Error(err))
	}
	defer from.Close()
	if info, err := from.Stat(); err != nil || !info.Mode().IsRegular() || info.Size() > maxBundleBytes {
		return nil, fmt.Errorf("open bundle: %w", errors.Join(ErrDamaged, redact.Error(err)))
	}
	if err := s.makeDir(); err != nil {
		return nil, fmt.Errorf("make folder of bundles: %w", redact.Error(err))
	}
	err = s.Disk.Write(s.incoming(), 0o644, func(w io.Writer) error {
		_, err := io.Copy(w, io.LimitReader(stoppable{ctx, from}, maxBundleBytes))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("copy bundle: %w", err)
	}
	return Open(s.incoming(), s.Key)
}

// makeDir makes the folder if it is not there, whatever the user's mask is. One that is there keeps its rights.
func (s Store) makeDir() error {
	if _, err := os.Stat(s.Dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return errors.Join(os.MkdirAll(s.Dir, 0o755), os.Chmod(s.Dir, 0o755))
}

// Drop closes a bundle that Take gave and removes its copy.
func (s Store) Drop(b *Bundle) error {
	return errors.Join(b.Close(), s.Disk.Remove(s.incoming()))
}

// Install puts a bundle that Take gave, and that Try was content with, to use from the next Current on. The one that was used
// until now is kept; those before it are removed. The bundle is closed.
func (s Store) Install(b *Bundle) error {
	if err := b.Close(); err != nil || b.path != s.incoming() {
		return fmt.Errorf("install bundle: it is not one that was taken: %w", errors.Join(fs.ErrInvalid, redact.Error(err)))
	}
	numbers, err := s.numbers()
	if err != nil {
		return fmt.Errorf("install bundle: %w", err)
	}
	next := int64(1)
	if len(numbers) > 0 {
		next = numbers[len(numbers)-1] + 1
	}
	keep, _ := s.inUse(numbers)
	if err := s.Disk.Rename(s.incoming(), s.path(next)); err != nil {
		return fmt.Errorf("install bundle: %w", err)
	}
	if err := s.Disk.Sync(s.Dir); err != nil {
		return fmt.Errorf("install bundle: %w", err)
	}
	for _, n := range numbers {
		if n != keep {
			s.Disk.Remove(s.path(n)) // the next Install tries again
		}
	}
	return nil
}

// Revert takes the last bundle away, so that the one before it is used again.
func (s Store) Revert() error {
	numbers, err := s.numbers()
	if err != nil || len(numbers) == 0 {
		return err
	}
	if err := s.Disk.Remove(s.path(numbers[len(numbers)-1])); err != nil {
		return fmt.Errorf("revert bundle: %w", err)
	}
	return s.Disk.Sync(s.Dir)
}

// inUse is the last of the bundles that is whole; its number is 0 if none is.
func (s Store) inUse(numbers []int64) (number int64, here Identity) {
	for _, n := range slices.Backward(numbers) {
		if here, err := s.identity(n); err == nil {
			return n, here
		}
	}
	return 0, Identity{}
}

func (s Store) incoming() string { return filepath.Join(s.Dir, incomingName) }

func (s Store) path(number int64) string {
	return filepath.Join(s.Dir, strconv.FormatInt(number, 10)+Suffix)
}

// numbers lists the installed bundles in the order in which they were installed.
func (s Store) numbers() ([]int64, error) {
	entries, err := os.ReadDir(s.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look into the folder of bundles: %w", redact.Error(err))
	}
	var numbers []int64
	for _, e := range entries {
		base, ok := strings.CutSuffix(e.Name(), Suffix)
		n, err := strconv.ParseInt(base, 10, 64)
		if ok && err == nil && n > 0 && strconv.FormatInt(n, 10) == base {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// stoppable stops reading when ctx is done.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}
