package update

import (
	"errors"

	"giumat/guard/bundle/disk"
)

// exchange puts from in the place of file, which goes to aside. A program that runs cannot be replaced on Windows but it can be
// renamed, so there is an instant between two renames when the file is not there; a power cut just then needs a repair of the
// installation.
func exchange(d disk.Disk, from, file, aside string) error {
	if err := d.Rename(file, aside); err != nil {
		return err
	}
	if err := d.Rename(from, file); err != nil {
		return errors.Join(err, d.Rename(aside, file))
	}
	return nil
}
