package act

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"giumat/guard/redact"
)

// Recover ends what a kill or a power failure interrupted: each unfinished entry is finished or taken back. It deletes
// only half copies of its own, notes of entries that hold nothing, and a document at its old place whose exact bytes
// the quarantine holds. When the old place holds anything else, both stay. It gives the entries that are held now and
// were not known to be: their incidents may not have been written. An entry that cannot be ended yet (its drive is
// not there, or does not answer) is left for the next time; the error tells of it, the others are done.
func (q *Quarantine) Recover(ctx context.Context) ([]Entry, error) {
	unlock, err := q.lock(ctx, false)
	if err != nil {
		return nil, fmt.Errorf("recover quarantine: %w", err)
	}
	defer unlock()
	entries, err := q.List()
	errs := []error{err, q.clearNotes()}
	var held []Entry
	for _, e := range entries {
		if e.State == Held {
			continue
		}
		was := e.State
		e, err := q.settle(ctx, e)
		if err != nil {
			errs = append(errs, fmt.Errorf("recover quarantine entry %s: %w", e.ID, err))
		}
		if err == nil && was == Moving && e.State == Held {
			held = append(held, e)
		}
	}
	return held, errors.Join(errs...)
}

// settle ends an unfinished entry. The one that it gives back is Held when the entry lives on.
func (q *Quarantine) settle(ctx context.Context, e Entry) (Entry, error) {
	inside, half := exists(q.binPath(e.ID)), exists(q.partPath(e.ID))
	switch {
	case e.State == Restoring:
		return q.settleRestore(ctx, e)
	case inside:
		return q.settleMoved(ctx, e)
	case half:
		return q.settleHalf(ctx, e)
	}
	return e, q.discard(e)
}

// settleMoved ends an entry whose document is whole in the quarantine.
func (q *Quarantine) settleMoved(ctx context.Context, e Entry) (Entry, error) {
	src, err := open(e.Path)
	switch {
	case missing(err), errors.Is(err, ErrNotFile):
		return q.markHeld(e)
	case err != nil:
		return e, err
	}
	defer src.close()
	sum, err := src.hash(ctx)
	if err != nil {
		return e, err
	}
	if sum != e.SHA256 || verify(ctx, q.binPath(e.ID), sum) != nil {
		return q.markHeld(e) // another document, or one of the two was written to: keep both
	}
	if err := src.hold(); err != nil {
		return e, err
	}
	if err := q.removeSource(src); err != nil && src.at(e.Path) {
		return e, errors.Join(err, q.discard(e)) // cannot be removed, so it stays there and not here
	}
	return q.markHeld(e)
}

// settleHalf ends an entry whose document was being copied.
func (q *Quarantine) settleHalf(ctx context.Context, e Entry) (Entry, error) {
	_, err := os.Lstat(e.Path)
	switch {
	case err == nil:
		return e, q.discard(e)
	case !missing(err):
		return e, fmt.Errorf("look: %w", redact.Error(err))
	case verify(ctx, q.partPath(e.ID), e.SHA256) != nil:
		return e, errors.New("half copied, and the original is not there: is its drive unplugged?")
	}
	if err := q.disk.rename("keep copy", q.partPath(e.ID), q.binPath(e.ID)); err != nil {
		return e, err
	}
	return q.markHeld(e)
}

// settleRestore ends a restoration: it is done when the document is at its target, else the entry is held again.
func (q *Quarantine) settleRestore(ctx context.Context, e Entry) (Entry, error) {
	if err := q.disk.remove("clear half copy", tempBeside(e.RestoreTo, e.ID)); err != nil && !missing(err) {
		return e, err
	}
	if !exists(q.binPath(e.ID)) {
		return e, q.discard(e)
	}
	sum, err := hashPath(ctx, q.binPath(e.ID))
	if err != nil {
		return e, err
	}
	if verify(ctx, e.RestoreTo, sum) == nil {
		return e, q.forgetRestored(e)
	}
	e.RestoreTo = ""
	return q.markHeld(e)
}

func (q *Quarantine) markHeld(e Entry) (Entry, error) {
	e.State = Held
	return e, q.save(e)
}

// clearNotes removes notes that were being written.
func (q *Quarantine) clearNotes() error {
	names, err := os.ReadDir(q.dir)
	if err != nil {
		return fmt.Errorf("recover quarantine: %w", redact.Error(err))
	}
	var errs []error
	for _, f := range names {
		if strings.HasSuffix(f.Name(), ".json.tmp") {
			errs = append(errs, q.disk.remove("clear note", filepath.Join(q.dir, f.Name())))
		}
	}
	return errors.Join(errs...)
}

// missing tells whether err says that nothing is at a path: the file, or a folder above it, is not there.
func missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
