// Package tamper notices when one of the guard's own files is changed and the guard did not do it. It takes the files by
// what they are, keeps their SHA-256, and gives an event that names the kind of file, never its content or path. It
// changes none of them, hinders nobody, and cannot say who did it. Who may write the sums can hide a change; the guard's
// log then has what it was told before.
package tamper

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"giumat/guard/protection"
	"giumat/guard/redact"
)

// Every is how often the files are compared while the guard runs.
const Every = 10 * time.Minute

// File is one file of the guard.
type File struct {
	Kind protection.Detail // what it is; no two files of a watch are the same
	Path string
	// Version is that of the program in the file; empty for other files. The program of another version is no change: an
	// update of the guard tells of itself.
	Version string
}

// Options say what is watched.
type Options struct {
	Sums  string // the file that keeps the sums, in the guard's own folder
	Files []File
	// Ran tells that a guard with sums ran here before, so that it is a change if they are gone.
	Ran bool
	// Open tells whether others than the guard may change its folder, or read what is in it; nil when nobody can say.
	Open func() (bool, error)
	Tell func(protection.Event)
	Now  func() time.Time
}

// Watch compares files with what they were.
type Watch struct {
	o       Options
	pending map[protection.Detail]sum // seen once, while the guard runs
	open    bool                      // others may; it has been told
	lost    bool                      // the sums were; it has been told
}

// New makes a watch. It refuses two files of one kind.
func New(o Options) (*Watch, error) {
	for i, f := range o.Files {
		if slices.ContainsFunc(o.Files[:i], func(other File) bool { return other.Kind == f.Kind }) {
			return nil, fmt.Errorf("watch own files: %q is there twice", f.Kind)
		}
	}
	return &Watch{o: o, pending: map[protection.Detail]sum{}}, nil
}

// Run compares at once and then every ten minutes until ctx is done. fault takes what could not be read or written.
//
// What changed while no guard ran is told by the first look. Later a change is told by the second look that sees it:
// then it is no file that is just being replaced by an update or written by Accept's caller.
func (w *Watch) Run(ctx context.Context, fault func(error)) {
	tick := time.NewTicker(Every)
	defer tick.Stop()
	for first := true; ; first = false {
		if err := w.look(first); err != nil {
			fault(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// look compares all files once.
func (w *Watch) look(first bool) error {
	known, err := readSums(w.o.Sums)
	lost := err != nil || known == nil && w.o.Ran
	if err != nil || known == nil {
		known = sums{}
	}
	if lost && !w.lost {
		w.tell(protection.Edited, protection.Baseline)
	}
	w.o.Ran, w.lost = true, lost
	faults := []error{w.lookAtRights()}
	changed := lost
	for _, f := range w.o.Files {
		now, err := f.sum()
		if err != nil {
			faults = append(faults, fmt.Errorf("compare %s: %w", f.Kind, redact.Error(err)))
			continue
		}
		was, seen := known[f.Kind]
		switch {
		case seen && was == now:
			delete(w.pending, f.Kind)
			continue
		case seen && was.Version == now.Version && !first && w.pending[f.Kind] != now:
			w.pending[f.Kind] = now
			continue
		case seen && was.Version == now.Version:
			w.tell(protection.Edited, f.Kind)
		}
		delete(w.pending, f.Kind)
		known[f.Kind], changed = now, true
	}
	if changed {
		faults = append(faults, known.write(w.o.Sums))
	}
	return errors.Join(faults...)
}

func (w *Watch) lookAtRights() error {
	if w.o.Open == nil {
		return nil
	}
	open, err := w.o.Open()
	if err != nil {
		return fmt.Errorf("rights of the guard's folder: %w", redact.Error(err))
	}
	if open && !w.open {
		w.tell(protection.RightsOpen, protection.DataFolder)
	}
	w.open = open
	return nil
}

func (w *Watch) tell(kind protection.EventKind, what protection.Detail) {
	w.o.Tell(protection.Event{Kind: kind, Detail: what, At: w.o.Now()})
}

// Accept takes files of some kinds (all, when none is named) as they are now: the guard itself, or an update of it, has
// just written them. Any process of the guard may call it; a running watch reads the sums anew each time.
func Accept(path string, files []File, kinds ...protection.Detail) error {
	known, err := readSums(path)
	if err != nil || known == nil {
		known = sums{} // a running watch tells of it
	}
	for _, f := range files {
		if len(kinds) > 0 && !slices.Contains(kinds, f.Kind) {
			continue
		}
		now, err := f.sum()
		if err != nil {
			return fmt.Errorf("accept %s: %w", f.Kind, redact.Error(err))
		}
		known[f.Kind] = now
	}
	if err := known.write(path); err != nil {
		return fmt.Errorf("accept own files: %w", redact.Error(err))
	}
	return nil
}

// maxFile is the longest file that is one of the guard's own, in bytes.
const maxFile = 1 << 30

// sum reads the file. One that is not there has an empty hash.
func (f File) sum() (sum, error) {
	s := sum{Version: f.Version}
	info, err := os.Stat(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		s.SHA256 = "no file of the guard"
		return s, nil
	}
	file, err := os.Open(f.Path)
	if err != nil {
		return s, err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(file, maxFile)); err != nil {
		return s, err
	}
	s.SHA256 = hex.EncodeToString(h.Sum(nil))
	return s, nil
}
