package bundle

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giumat/guard/bundle/disk"
)

func newStore(t testing.TB) Store {
	t.Helper()
	return Store{Dir: filepath.Join(t.TempDir(), "bundle"), Key: public(officeKey()), Guard: "1.0.0"}
}

// bundleFile writes a small bundle that names its number as the contact. It has small packs instead of those that are built
// in, as compiling these takes most of a test's time.
func bundleFile(t testing.TB, serial int64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "to.giumat")
	c := small(serial, map[string]string{
		PolicyName:                    fmt.Sprintf("contact: số %d\n", serial),
		PackName("state_secret.yaml"): aPack,
		PackName("official.yaml"):     strings.ReplaceAll(aPack, "nganh", "khac"),
	})
	if err := os.WriteFile(path, made(t, officeKey(), c), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// install does what an updater does.
func install(s Store, path string) error {
	b, err := s.Take(context.Background(), path)
	if err != nil {
		return err
	}
	if err := b.Follows(s.Here(), false); err != nil {
		return errors.Join(err, s.Drop(b))
	}
	if _, err := b.Try(s.Guard); err != nil {
		return errors.Join(err, s.Drop(b))
	}
	return s.Install(b)
}

func installed(t *testing.T, s Store, serial int64) {
	t.Helper()
	if err := install(s, bundleFile(t, serial)); err != nil {
		t.Fatal(err)
	}
}

func TestStore(t *testing.T) {
	s := newStore(t)
	c, problem := s.Current()
	if problem != nil || c.Serial != 0 || c.Policy != nil || c.Pack == nil || c.Hosts == nil || s.Last() != "" || s.Mark() != "" {
		t.Fatalf("an empty store: %+v, %v", c, problem)
	}
	last := map[string]bool{"": true}
	for _, serial := range []int64{3, 4, 9} {
		installed(t, s, serial)
		c, problem := s.Current()
		if problem != nil || c.Serial != serial || c.Policy.Contact() != fmt.Sprintf("số %d", serial) {
			t.Fatalf("after %d: %d, %v", serial, c.Serial, problem)
		}
		if last[s.Mark()] {
			t.Errorf("after %d the installation has an old name", serial)
		}
		last[s.Mark()] = true
		if b, err := Open(s.Last(), s.Key); err != nil || b.Manifest().Serial != serial || b.Close() != nil {
			t.Errorf("after %d the last file is another: %v", serial, err)
		}
	}
	if err := install(s, bundleFile(t, 8)); !errors.Is(err, ErrOlder) {
		t.Errorf("an older one: %v", err)
	}
	entries, err := os.ReadDir(s.Dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("%d files, want the last and the one before, %v", len(entries), err)
	}
	if err := s.Revert(); err != nil {
		t.Fatal(err)
	}
	if c, problem := s.Current(); problem != nil || c.Serial != 4 {
		t.Errorf("after Revert: %d, %v", c.Serial, problem)
	}
	if err := errors.Join(s.Revert(), s.Revert()); err != nil {
		t.Fatal(err)
	}
	if c, problem := s.Current(); problem != nil || c.Serial != 0 {
		t.Errorf("after the last Revert: %d, %v", c.Serial, problem)
	}
}

// A bundle that was damaged, exchanged or is another office's after all is never used, and people are told.
func TestCurrentFallsBack(t *testing.T) {
	file := func(s Store, number int) string { return s.path(int64(number)) }
	write := func(t *testing.T, path string, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	change := func(t *testing.T, path string) { // another content behind the office's manifest
		write(t, path, signedAs(t, withFile(PolicyName), map[string]string{PolicyName: "y"}))
	}
	exchange := func(t *testing.T, path string) {
		stranger := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
		write(t, path, made(t, stranger, small(9, nil)))
	}
	tests := map[string]struct {
		spoil  func(t *testing.T, s *Store)
		serial int64
		want   error
	}{
		"the last was changed":   {func(t *testing.T, s *Store) { change(t, file(*s, 2)) }, 1, ErrChanged},
		"the last was exchanged": {func(t *testing.T, s *Store) { exchange(t, file(*s, 2)) }, 1, ErrForeign},
		"the last was emptied":   {func(t *testing.T, s *Store) { os.Truncate(file(*s, 2), 0) }, 1, ErrDamaged},
		"both were changed":      {func(t *testing.T, s *Store) { change(t, file(*s, 1)); change(t, file(*s, 2)) }, 0, ErrChanged},
		"another key":            {func(t *testing.T, s *Store) { s.Key = make(ed25519.PublicKey, 32) }, 0, ErrForeign},
		"no key any more":        {func(t *testing.T, s *Store) { s.Key = nil }, 0, ErrNoKey},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			installed(t, s, 1)
			installed(t, s, 2)
			tt.spoil(t, &s)
			c, problem := s.Current()
			if c.Serial != tt.serial || c.Pack == nil || c.Hosts == nil {
				t.Errorf("bundle %d is used, want %d", c.Serial, tt.serial)
			}
			if problem == nil || problem.Serial != tt.serial || !errors.Is(problem, tt.want) || strings.Contains(problem.Error(), s.Dir) {
				t.Errorf("problem %v, want %v", problem, tt.want)
			}
		})
	}
}

// What lies in the folder besides, and a name that is not quite a number, is nobody's bundle.
func TestOtherFilesAreNoBundles(t *testing.T) {
	s := newStore(t)
	installed(t, s, 1)
	for _, name := range []string{"09.giumat", "+9.giumat", "-9.giumat", "9", "incoming.giumat", "9.giumat.part", "99999999999999999999.giumat"} {
		if err := os.WriteFile(filepath.Join(s.Dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if c, problem := s.Current(); problem != nil || c.Serial != 1 {
		t.Errorf("%d, %v", c.Serial, problem)
	}
	installed(t, s, 2)
}

// After a damaged last bundle the same one can be installed once more, and what is good stays the one before.
func TestInstallAfterDamage(t *testing.T) {
	s := newStore(t)
	installed(t, s, 1)
	installed(t, s, 2)
	if err := os.Truncate(s.path(2), 10); err != nil {
		t.Fatal(err)
	}
	installed(t, s, 2)
	if c, problem := s.Current(); problem != nil || c.Serial != 2 {
		t.Errorf("%d, %v", c.Serial, problem)
	}
	if err := s.Revert(); err != nil {
		t.Fatal(err)
	}
	if c, problem := s.Current(); problem != nil || c.Serial != 1 {
		t.Errorf("before it: %d, %v", c.Serial, problem)
	}
}

func TestTakeRefuses(t *testing.T) {
	s := newStore(t)
	for name, path := range map[string]string{"nothing": filepath.Join(s.Dir, "thieu"), "a folder": t.TempDir()} {
		if _, err := s.Take(context.Background(), path); err == nil || strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Take(ctx, bundleFile(t, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	s.Key = nil
	if _, err := s.Take(context.Background(), bundleFile(t, 1)); !errors.Is(err, ErrNoKey) {
		t.Errorf("without a key: %v", err)
	}
	b, err := Open(bundleFile(t, 1), public(officeKey()))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Install(b); err == nil {
		t.Error("a bundle that was not taken was installed")
	}
}

var errStopped = errors.New("stopped")

// fault lets change number at fail, counted from 0, and when kill is set all later ones too.
func fault(at int, kill bool) (d disk.Disk, fired func() bool) {
	made := 0
	return disk.Disk{Before: func(string) error {
		made++
		if made == at+1 || kill && made > at {
			return errStopped
		}
		return nil
	}}, func() bool { return made > at }
}

// An installation that is stopped ahead of any of its changes leaves the old bundle or the new one, whole, and nothing to be
// told; the next installation succeeds.
func TestInstallStopsAnywhere(t *testing.T) {
	for _, kill := range []bool{true, false} {
		for at := 0; ; at++ {
			s := newStore(t)
			installed(t, s, 1)
			installed(t, s, 2)
			stopping := s
			var fired func() bool
			stopping.Disk, fired = fault(at, kill)
			err := install(stopping, bundleFile(t, 3))
			c, problem := s.Current()
			if problem != nil || c.Serial != 2 && c.Serial != 3 || err == nil && c.Serial != 3 {
				t.Fatalf("stopped at %d: bundle %d, %v, %v", at, c.Serial, problem, err)
			}
			installed(t, s, 4)
			if c, problem := s.Current(); problem != nil || c.Serial != 4 {
				t.Fatalf("stopped at %d, then: bundle %d, %v", at, c.Serial, problem)
			}
			if !fired() {
				break
			}
		}
	}
}
