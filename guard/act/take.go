package act

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Take moves the file at path into the quarantine. After an error the file lies where it lay; ErrChanged says that it
// is no longer what want names. Within one disk the file is renamed, so that nothing of it can change; from another
// disk it is copied, the copy is read again and compared, and only then is the file removed, if it still is the same.
//
// A program that has the file open may go on writing: within one disk it writes into the quarantine, and nothing is
// lost; from another disk Take refuses with ErrBusy, where the system can tell.
func (q *Quarantine) Take(ctx context.Context, path string, want Want) (Entry, error) {
	e, err := q.take(ctx, path, want)
	if err != nil {
		return Entry{}, fmt.Errorf("quarantine: %w", err)
	}
	return e, nil
}

func (q *Quarantine) take(ctx context.Context, path string, want Want) (Entry, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Entry{}, err
	}
	unlock, err := q.lock(ctx, true)
	if err != nil {
		return Entry{}, err
	}
	defer unlock()
	src, err := open(path)
	if err != nil {
		return Entry{}, err
	}
	defer src.close()
	e, err := q.describe(ctx, src, want)
	if err != nil {
		return Entry{}, err
	}

	if err = q.save(ctx, e); err == nil {
		err = q.move(ctx, e, src)
	}
	if err != nil && !q.undo(e) {
		err = nil // the copy is whole and the original is gone: this is no failure any more
		if _, lost := os.Lstat(q.binPath(e.ID)); lost != nil {
			err = fmt.Errorf("%w: %w", ErrChanged, lost)
		}
	}
	if err != nil {
		return Entry{}, err
	}
	e.State = Held
	q.save(ctx, e) // if it fails, Recover will see the file held and say so
	return e, nil
}
