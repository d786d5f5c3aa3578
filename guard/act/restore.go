package act

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"giumat/guard/redact"
)

// Restored says where a file was given back, and what of it could not be.
type Restored struct {
	Path string
	// Missing names what the target would not take, "owner", "mode", "times", "attribute user.x": a USB stick knows
	// no owners. "content" says that the bytes are not those that were taken: the program that was writing the file
	// when it was taken wrote on, or the disk is failing.
	Missing []string
}

// Restore gives the file of entry id back, to the path to, or to its old place when to is empty; when to is a folder,
// into it under its old name. It never replaces a file (ErrExists), and makes no folder (ErrNoFolder): the old place
// may be on a drive that is not there now, and the document would land on another. The entry is gone once the file is
// complete and safe on its disk; after an error it is held as before.
//
// To its old place it goes only while no link stands in the way that was none when the file was taken (ErrNoFolder): the
// guard may have more rights than the user, who must not be able to lead it elsewhere. The links in to are followed.
func (q *Quarantine) Restore(ctx context.Context, id, to string) (Restored, error) {
	r, err := q.restore(ctx, id, to)
	if err != nil {
		return Restored{}, fmt.Errorf("restore quarantine entry: %w", err)
	}
	return r, nil
}

func (q *Quarantine) restore(ctx context.Context, id, to string) (Restored, error) {
	unlock, err := q.lock(ctx, false)
	if err != nil {
		return Restored{}, err
	}
	defer unlock()
	e, err := q.load(id)
	if err == nil && e.State != Held {
		e, err = q.settle(ctx, e)
	}
	if err != nil {
		return Restored{}, err
	}
	if e.State != Held {
		return Restored{}, ErrNoEntry
	}
	path, dir, err := target(e, to)
	if err != nil {
		return Restored{}, err
	}
	defer dir.close()
	e.RestoreTo = path

	e.State = Restoring
	if err := q.save(e); err != nil {
		return Restored{}, err
	}
	gone, err := q.giveBack(ctx, e, dir)
	if err != nil && exists(q.binPath(e.ID)) {
		e.RestoreTo = ""
		_, undo := q.markHeld(e)
		return Restored{}, errors.Join(err, undo)
	}
	if err != nil {
		return Restored{}, err
	}
	q.forgetRestored(e) // the file is back; should the entry's remains not go, Recover clears them
	return Restored{Path: e.RestoreTo, Missing: gone}, nil
}

// target finds the path to restore to, at which nothing may be, and its folder.
func target(e Entry, to string) (path string, dir *pinned, err error) {
	path = e.Path
	if to != "" {
		if path, err = filepath.Abs(to); err != nil {
			return "", nil, err
		}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			path = filepath.Join(path, e.Name())
		}
	}
	if to == "" && e.Folder != "" {
		dir, err = pinReal(e.Folder)
	} else {
		dir, err = pin(filepath.Dir(path))
	}
	if err != nil {
		return "", nil, ErrNoFolder
	}
	if exists(dir.file(filepath.Base(path))) {
		return "", nil, closing(dir.dir, ErrExists)
	}
	return path, dir, nil
}

// giveBack puts the document in its place, and tells what of its attributes could not be given.
func (q *Quarantine) giveBack(ctx context.Context, e Entry, dir *pinned) (gone []string, err error) {
	bin := q.binPath(e.ID)
	info, err := os.Lstat(bin)
	if err != nil {
		return nil, fmt.Errorf("look: %w", redact.Error(err))
	}
	e.Attrs.ModTime = info.ModTime() // as it was, unless a program that had it open wrote on: then that is its time
	sum, err := hashPath(ctx, bin)
	if err != nil {
		return nil, err
	}
	gone = q.disk.setAttrs(bin, e.Attrs)
	place := dir.file(filepath.Base(e.RestoreTo))
	err = q.disk.renameNew("put file back", bin, place)
	if errors.Is(err, errCross) {
		gone, err = q.copyBack(ctx, e, place, sum)
	}
	if errors.Is(err, fs.ErrExist) {
		err = ErrExists
	}
	if sum != e.SHA256 {
		gone = append(gone, "content")
	}
	return gone, err
}

// copyBack brings the document to a place on another disk: under a name of its own until it is whole.
func (q *Quarantine) copyBack(ctx context.Context, e Entry, place, sum string) (gone []string, err error) {
	in, err := os.Open(q.binPath(e.ID))
	if err != nil {
		return nil, fmt.Errorf("open: %w", redact.Error(err))
	}
	defer in.Close()
	temp := tempBeside(place, e.ID)
	defer func() {
		if err != nil {
			q.disk.remove("clear half copy", temp)
		}
	}()
	written, err := q.disk.write(ctx, "copy back", temp, in)
	if err != nil {
		return nil, err
	}
	if written != sum {
		return nil, ErrChanged
	}
	if err := verify(ctx, temp, sum); err != nil {
		return nil, err
	}
	gone = q.disk.setAttrs(temp, e.Attrs)
	return gone, q.disk.renameNew("put file back", temp, place)
}

// forgetRestored removes an entry whose document is back in its place.
func (q *Quarantine) forgetRestored(e Entry) error {
	if err := q.disk.syncDir("sync folder", filepath.Dir(e.RestoreTo)); err != nil {
		return err
	}
	return q.discard(e)
}

// tempBeside names the half copy of a file on its way back: hidden, and in the folder where it will lie.
func tempBeside(path, id string) string {
	return filepath.Join(filepath.Dir(path), ".giumat-"+id+".part")
}
