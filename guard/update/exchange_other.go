//go:build !windows

package update

import "giumat/guard/bundle/disk"

// exchange puts from in the place of file, which stays as aside. There is a file at every instant (rename, POSIX.1-2017).
func exchange(d disk.Disk, from, file, aside string) error {
	if err := d.Link(file, aside); err != nil {
		return err
	}
	return d.Rename(from, file)
}
