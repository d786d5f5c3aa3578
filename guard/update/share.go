package update

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"giumat/guard/bundle"
	"giumat/guard/redact"
)

// maxListed bounds what is looked at in a folder of updates.
const maxListed = 1000

// maxProblems is how many files that are no good bundles are named.
const maxProblems = 3

// candidate is a bundle in the folder of updates that the office signed.
type candidate struct {
	path   string
	serial int64
}

// newest installs the bundle with the highest number above the one that is here, of those that this guard can use and that
// skip does not name. It is copied and verified again before anything is done with it.
func (u *Updater) newest(ctx context.Context, dir string, o Options, skip func(id string) bool) (Result, error) {
	names, err := list(dir)
	if err != nil {
		return Result{}, &AwayError{Since: u.Now(), Err: err}
	}
	here := u.Store.Here()
	var found []candidate
	var problems []error
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		c, err := u.look(filepath.Join(dir, name), here, o, skip)
		switch {
		case err != nil && len(problems) < maxProblems:
			problems = append(problems, fmt.Errorf("%q: %w", redact.Name(name), err))
		case c.serial > 0:
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return Result{}, errors.Join(problems...)
	}
	best := slices.MaxFunc(found, func(a, b candidate) int { return cmp.Compare(a.serial, b.serial) })
	return u.install(ctx, best.path, o)
}

// look gives the bundle at path if it could be installed. That it is here already, or old, is nothing to be told.
func (u *Updater) look(path string, here bundle.Identity, o Options, skip func(id string) bool) (candidate, error) {
	b, err := bundle.Open(path, u.Store.Key)
	if err != nil {
		return candidate{}, err
	}
	defer b.Close()
	if b.Follows(here, o.AllowOlder) != nil || skip != nil && skip(b.Identity().ID) {
		return candidate{}, nil
	}
	if err := b.Manifest().Fits(u.Store.Guard); err != nil {
		return candidate{}, err
	}
	return candidate{path: path, serial: b.Manifest().Serial}, nil
}

// list names the bundles in a folder.
func list(dir string) ([]string, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, redact.Error(err)
	}
	defer f.Close()
	entries, err := f.ReadDir(maxListed)
	if len(entries) == 0 && err != nil && !errors.Is(err, io.EOF) {
		return nil, redact.Error(err)
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), bundle.Suffix) {
			names = append(names, e.Name())
		}
	}
	return names, nil
}
