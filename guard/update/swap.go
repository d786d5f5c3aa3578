package update

import (
	"errors"
	"fmt"
	"runtime"

	"giumat/guard/bundle"
)

// pending is an update of programs that is under way or on trial.
type pending struct {
	Serial int64     `json:"serial"`
	ID     string    `json:"id"`
	Dir    string    `json:"dir"`    // of the programs
	Swaps  []program `json:"swaps"`  // in the order in which they are made
	Starts int       `json:"starts"` // of the new guard until now
	Back   bool      `json:"back"`   // the old programs are being put back
}

// program is one file that is swapped.
type program struct {
	File string `json:"file"`
	Old  string `json:"old"` // SHA-256 in hex; empty when there was none
	New  string `json:"new"`
}

// plan says what swap is to do.
func (u *Updater) plan(m bundle.Manifest, id string, files []string) (*pending, error) {
	p := &pending{Serial: m.Serial, ID: id, Dir: u.Programs}
	for _, file := range files {
		old, err1 := sumOf(u.file(file))
		fresh, err2 := sumOf(u.aside(file, "new"))
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("look at program %q: %w", file, err)
		}
		p.Swaps = append(p.Swaps, program{File: file, Old: old, New: fresh})
	}
	return p, nil
}

// swap puts the new programs in place; the old ones stay beside them.
func (u *Updater) swap(p *pending) error {
	for _, s := range p.Swaps {
		if err := u.put(s.File, "new", "old"); err != nil {
			return fmt.Errorf("put the new %q in place: %w", s.File, err)
		}
	}
	return nil
}

// takeBack undoes a swap that came to no end, and forgets it. What is left to do after a failure is the next Begin's.
func (u *Updater) takeBack(rec record) error {
	if rec.Pending == nil {
		return nil
	}
	if _, err := u.restore(rec.Pending); err != nil {
		return err
	}
	rec.Pending = nil
	return errors.Join(u.writeRecord(rec), u.removeAside("new"))
}

// restore puts the old programs back where they are not in place, and the old bundle. It tells whether the guard's own file
// was changed.
func (u *Updater) restore(p *pending) (guard bool, err error) {
	for _, s := range p.Swaps {
		changed, err := u.unswap(s)
		if err != nil {
			return false, fmt.Errorf("put the old %q back: %w", s.File, err)
		}
		if changed && s.File == bundle.Executable(runtime.GOOS, "guard") {
			guard = true
		}
	}
	if u.Store.Here().ID == p.ID {
		return guard, u.Store.Revert()
	}
	return guard, nil
}

func (u *Updater) unswap(s program) (changed bool, err error) {
	now, err := sumOf(u.file(s.File))
	if err != nil || now == s.Old {
		return false, err
	}
	if s.Old == "" {
		return true, u.Disk.Remove(u.file(s.File))
	}
	kept, err := sumOf(u.aside(s.File, "old"))
	if err != nil {
		return false, err
	}
	if kept != s.Old {
		return false, errors.New("it is not there any more")
	}
	return true, u.put(s.File, "old", "bad")
}

// put makes the file of state from the program's own, and keeps what was there as state to.
func (u *Updater) put(file, from, to string) error {
	if err := u.clear(file, to); err != nil {
		return err
	}
	here, err := sumOf(u.file(file))
	if err != nil {
		return err
	}
	if here == "" {
		err = u.Disk.Rename(u.aside(file, from), u.file(file))
	} else {
		err = exchange(u.Disk, u.aside(file, from), u.file(file), u.aside(file, to))
	}
	return errors.Join(err, u.Disk.Sync(u.Programs))
}

// clear makes a name free. A program that still runs, as the tray may from the last update but one, cannot be removed on
// Windows, but it can be renamed.
func (u *Updater) clear(file, state string) error {
	err := u.Disk.Remove(u.aside(file, state))
	if err == nil {
		return nil
	}
	for _, other := range []string{"left1", "left2", "left3"} {
		u.Disk.Remove(u.aside(file, other))
		if u.Disk.Rename(u.aside(file, state), u.aside(file, other)) == nil {
			return nil
		}
	}
	return err
}
