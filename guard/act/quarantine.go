package act

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"giumat/guard/redact"
)

// Quarantine is a folder of files that were taken away. An entry is two files: ID.json says what it is, ID.bin is the
// document. ID.part is a document half copied. The folder is for the guard's user alone (0700). Several processes may
// use one folder.
type Quarantine struct {
	dir  string
	now  func() time.Time
	disk disk
}

// Open opens the quarantine in the folder dir, and makes it if need be. Call Recover next, unless another process that
// has done so is at work.
func Open(dir string, now func() time.Time) (*Quarantine, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open quarantine: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open quarantine: %w", err)
	}
	if err := os.Chmod(dir, 0o700); err != nil { // it may have been there, with other rights
		return nil, fmt.Errorf("open quarantine: %w", err)
	}
	return &Quarantine{dir: dir, now: now}, nil
}

// Contains tells whether path lies in the quarantine's folder. What lies there is judged and taken already.
func (q *Quarantine) Contains(path string) bool {
	rel, err := filepath.Rel(q.dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// List gives the entries in the order in which they were taken. Entries that cannot be read are told in the error,
// beside those that can.
func (q *Quarantine) List() ([]Entry, error) {
	names, err := os.ReadDir(q.dir) // in order of names, and IDs sort by time
	if err != nil {
		return nil, fmt.Errorf("list quarantine: %w", redact.Error(err))
	}
	var entries []Entry
	var errs []error
	for _, f := range names {
		id, isMeta := strings.CutSuffix(f.Name(), ".json")
		if !isMeta || !idForm.MatchString(id) {
			continue
		}
		e, err := q.load(id)
		switch {
		case err == nil:
			entries = append(entries, e)
		case !errors.Is(err, ErrNoEntry): // given back since the folder was read
			errs = append(errs, err)
		}
	}
	return entries, errors.Join(errs...)
}

func (q *Quarantine) metaPath(id string) string { return filepath.Join(q.dir, id+".json") }
func (q *Quarantine) binPath(id string) string  { return filepath.Join(q.dir, id+".bin") }
func (q *Quarantine) partPath(id string) string { return filepath.Join(q.dir, id+".part") }

func (q *Quarantine) load(id string) (Entry, error) {
	if !idForm.MatchString(id) {
		return Entry{}, ErrNoEntry
	}
	data, err := os.ReadFile(q.metaPath(id))
	if errors.Is(err, fs.ErrNotExist) {
		return Entry{}, ErrNoEntry
	}
	if err != nil {
		return Entry{}, fmt.Errorf("quarantine entry %s: %w", id, redact.Error(err))
	}
	e, err := decodeEntry(data)
	if err == nil && e.ID != id {
		err = errors.New("damaged entry: it is another's")
	}
	if err != nil {
		return Entry{}, fmt.Errorf("quarantine entry %s: %w", id, err)
	}
	return e, nil
}

// save writes what is known of e, whole or not at all, and returns when it is safe on the disk.
func (q *Quarantine) save(e Entry) error {
	data, err := encodeEntry(e)
	if err != nil {
		return fmt.Errorf("note entry: %w", err)
	}
	tmp := q.metaPath(e.ID) + ".tmp"
	if err := q.disk.remove("clear note", tmp); err != nil {
		return err
	}
	if _, err := q.disk.write(context.Background(), "note entry", tmp, strings.NewReader(string(data))); err != nil {
		q.disk.remove("clear note", tmp) // best effort: Recover clears it too
		return err
	}
	if err := q.disk.rename("note entry", tmp, q.metaPath(e.ID)); err != nil {
		q.disk.remove("clear note", tmp)
		return err
	}
	return q.disk.syncDir("sync quarantine", q.dir)
}

// lock keeps Restore and Recover from meeting another change in the same folder, in this process or another. Takes may
// go side by side: they hold the lock together. The system frees it when a process dies.
func (q *Quarantine) lock(ctx context.Context, together bool) (unlock func(), err error) {
	l := flock.New(filepath.Join(q.dir, "lock"), flock.SetPermissions(0o600))
	try := l.TryLockContext
	if together {
		try = l.TryRLockContext
	}
	const retry = 10 * time.Millisecond
	if _, err := try(ctx, retry); err != nil {
		return nil, fmt.Errorf("lock quarantine: %w", redact.Error(err))
	}
	return func() { l.Unlock() }, nil
}
