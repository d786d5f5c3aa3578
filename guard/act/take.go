package act

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// maxIncidentBytes bounds what a caller may leave with an entry.
const maxIncidentBytes = 64 << 10

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
	if q.Contains(path) {
		return Entry{}, ErrInside
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

	e, err := q.describe(ctx, src, path, want)
	if err != nil {
		return Entry{}, err
	}
	if err := q.save(e); err != nil {
		q.discard(e)
		return Entry{}, err
	}
	if err := q.move(ctx, e, src); err != nil && (src.at(path) || !exists(q.binPath(e.ID))) {
		q.discard(e)
		return Entry{}, err
	}
	// Here the entry holds the whole file, and it is not at its place any more. That is what was asked for, even if a
	// last step failed: Recover sees it just so.
	e.State = Held
	q.save(e)
	return e, nil
}

// describe looks at the file once more, now that it is to be moved.
func (q *Quarantine) describe(ctx context.Context, src *source, path string, want Want) (Entry, error) {
	if len(want.Incident) > maxIncidentBytes {
		return Entry{}, fmt.Errorf("incident of %d bytes, limit %d", len(want.Incident), maxIncidentBytes)
	}
	sum, err := src.hash(ctx)
	if err != nil {
		return Entry{}, err
	}
	if want.SHA256 != "" && want.SHA256 != sum {
		return Entry{}, ErrChanged
	}
	if err := src.unchanged(); err != nil {
		return Entry{}, err
	}
	now := q.now()
	return Entry{
		ID: NewID(now), State: Moving, Path: path, Folder: src.dir.real, SHA256: sum, Size: src.info.Size(), Taken: now.UTC(),
		Attrs: src.attrs(), Want: want,
	}, nil
}

// move brings the document into the quarantine.
func (q *Quarantine) move(ctx context.Context, e Entry, src *source) error {
	bin := q.binPath(e.ID)
	err := q.disk.rename("move file", src.path, bin)
	if errors.Is(err, errCross) {
		return q.moveByCopy(ctx, e, src)
	}
	if err != nil {
		return err
	}
	if !src.at(bin) { // at the last moment another file came to bear the name: it was never judged
		return errors.Join(ErrChanged, q.disk.renameNew("put file back", bin, src.path))
	}
	return errors.Join(q.disk.syncDir("sync quarantine", q.dir), q.disk.syncDir("sync folder", filepath.Dir(src.path)))
}

// moveByCopy brings the document in from another disk.
func (q *Quarantine) moveByCopy(ctx context.Context, e Entry, src *source) error {
	if err := src.hold(); err != nil {
		return err
	}
	part := q.partPath(e.ID)
	sum, err := q.disk.write(ctx, "copy file", part, io.NewSectionReader(src.f, 0, maxOffset))
	if err != nil {
		return err
	}
	if sum != e.SHA256 {
		return ErrChanged
	}
	if err := verify(ctx, part, sum); err != nil {
		return err
	}
	if err := q.disk.chtimes("set times", part, e.Attrs); err != nil { // tells later whether somebody wrote to it
		return err
	}
	if err := q.disk.rename("keep copy", part, q.binPath(e.ID)); err != nil {
		return err
	}
	if err := q.disk.syncDir("sync quarantine", q.dir); err != nil {
		return err
	}
	return q.removeSource(src)
}

// removeSource removes a document of which the quarantine holds a verified copy. Between the last look and the removal
// lie some microseconds in which another program could put a new file in its place; no system offers to remove a file
// only if it is a certain one.
func (q *Quarantine) removeSource(src *source) error {
	if err := src.unchanged(); err != nil {
		return err
	}
	if err := q.disk.remove("remove file", src.path); err != nil {
		return err
	}
	// It is gone, whatever the sync says, although Windows may show its name until it is closed: an error here would have
	// the caller take the removal for undone, and the copy away.
	_ = q.disk.syncDir("sync folder", filepath.Dir(src.path))
	return nil
}

// discard takes back an entry whose document lies where it lay. Should a step fail, Recover does the rest.
func (q *Quarantine) discard(e Entry) error {
	for _, path := range []string{q.binPath(e.ID), q.partPath(e.ID), q.metaPath(e.ID)} {
		if err := q.disk.remove("take entry back", path); err != nil {
			return err
		}
	}
	return q.disk.syncDir("sync quarantine", q.dir)
}

// verify reads a copy again, from the disk where the system lets us ask for that.
func verify(ctx context.Context, path, sum string) error {
	again, err := hashPath(ctx, path)
	if err != nil {
		return fmt.Errorf("read copy: %w", err)
	}
	if again != sum {
		return errors.New("the disk gave back other bytes than were written")
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
