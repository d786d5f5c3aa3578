// Package disk makes the changes that keeping bundles and swapping programs need, one by one, and returns when they are
// safe on the disk. It takes paths, gives errors without them, and never leaves half a file under the name that was asked for.
package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"giumat/guard/redact"
)

// Disk makes every change. Its zero value is the real disk; a test sets Before, which is asked ahead of each change, to let
// one fail or, by failing all that follow, to stop the guard at that instant.
type Disk struct {
	Before func(op string) error
}

// Write puts what write writes at path, in place of what is there: a power cut leaves the old file or the new one. The folder
// must be there. Two writers of one path need a lock.
func (d Disk) Write(path string, perm fs.FileMode, write func(io.Writer) error) error {
	tmp := path + ".part"
	if err := d.Remove(tmp); err != nil { // of a guard that was stopped
		return err
	}
	err := d.create(tmp, perm, write)
	if err == nil {
		err = d.Rename(tmp, path)
	}
	if err != nil {
		return errors.Join(err, d.Remove(tmp))
	}
	return d.Sync(filepath.Dir(path))
}

func (d Disk) create(path string, perm fs.FileMode, write func(io.Writer) error) error {
	return d.do("write", func() error {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
		if err != nil {
			return err
		}
		err = write(f)
		return errors.Join(err, f.Chmod(perm), f.Sync(), f.Close()) // the user's mask does not count
	})
}

// Link gives a file a second name, which must be free.
func (d Disk) Link(from, to string) error {
	return d.do("link", func() error { return os.Link(from, to) })
}

// Rename moves a file, in place of another of that name.
func (d Disk) Rename(from, to string) error {
	return d.do("rename", func() error { return os.Rename(from, to) })
}

// Remove takes a file or a whole folder away; that it is gone already is no error.
func (d Disk) Remove(path string) error {
	return d.do("remove", func() error {
		err := os.Remove(path)
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if info, statErr := os.Lstat(path); statErr != nil || !info.IsDir() {
			return err
		}
		return os.RemoveAll(path)
	})
}

// Sync makes the names in a folder safe on the disk.
func (d Disk) Sync(dir string) error {
	return d.do("sync folder", func() error { return syncDir(dir) })
}

func (d Disk) do(op string, change func() error) error {
	var err error
	if d.Before != nil {
		err = d.Before(op)
	}
	if err == nil {
		err = change()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", op, redact.Error(err))
	}
	return nil
}
