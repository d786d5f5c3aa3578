// Package disk writes files whole or not at all, and returns when they are safe on the disk. It takes a path and bytes;
// what it gives back is an error without the path. It never leaves half a file under the name that was asked for.
package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"giumat/guard/redact"
)

// Disk makes every change that delivery makes to a disk. Its zero value is the real disk; a test sets Before, which is
// asked ahead of each change, to let one fail or, by failing all that follow, to stop the guard at that instant.
type Disk struct {
	Before func(op string) error
}

// Write puts data at path in place of what is there: a power cut leaves the old file or the new one. Only the guard's
// user may read it (0600). The folder must be there. Two writers of one path need a lock.
func (d Disk) Write(path string, data []byte) error {
	tmp := path + ".tmp"
	if err := d.Remove(tmp); err != nil { // of a guard that was stopped
		return err
	}
	if err := d.Create(tmp, data); err != nil {
		d.Remove(tmp) // best effort: the next Write clears it too
		return err
	}
	if err := d.Rename(tmp, path); err != nil {
		d.Remove(tmp)
		return err
	}
	return d.Sync(filepath.Dir(path))
}

// Create makes a file that is not there yet, for the guard's user alone (0600), and returns when its content is on the
// disk. What lies at path after an error is part of a file, or nothing.
func (d Disk) Create(path string, data []byte) error { return d.create(path, data, 0o600) }

// CreateShared does the same with a file that others may read, as far as the folder's rights and the user's mask allow.
func (d Disk) CreateShared(path string, data []byte) error { return d.create(path, data, 0o666) }

func (d Disk) create(path string, data []byte, perm fs.FileMode) error {
	return d.do("write", func() error {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
		if err != nil {
			return err
		}
		_, err = f.Write(data)
		return errors.Join(err, f.Sync(), f.Close())
	})
}

// Mkdir makes one folder.
func (d Disk) Mkdir(path string, perm fs.FileMode) error {
	return d.do("make folder", func() error { return os.Mkdir(path, perm) })
}

// Rename moves a file, in place of another of that name, or a folder, which replaces nothing but an empty one.
func (d Disk) Rename(from, to string) error {
	return d.do("rename", func() error { return os.Rename(from, to) })
}

// Remove takes a file or a whole folder away; that it is gone already is no error.
func (d Disk) Remove(path string) error {
	return d.do("remove", func() error { return os.RemoveAll(path) })
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
