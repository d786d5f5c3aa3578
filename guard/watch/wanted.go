package watch

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"giumat/guard/event"
	"giumat/guard/redact"
)

// wanted returns every root that should be there. Of two with one path the first counts.
func (k *keeper) wanted() []root {
	var list []root
	for _, d := range k.mounts {
		if d.Removable || k.inListed(d.Mount) {
			list = append(list, root{name: d.Mount, channel: event.Removable, drive: d.Drive})
		}
	}
	for _, name := range k.cfg.Removable {
		d, _ := k.driveOf(name)
		list = append(list, root{name: name, channel: event.Removable, drive: d.Drive})
	}
	for _, name := range slices.Concat(k.cfg.Sync, k.found.Sync) {
		list = append(list, root{name: name, channel: event.SyncFolder})
	}
	for _, name := range slices.Concat(k.cfg.Folders, k.found.Folders) {
		list = append(list, root{name: name, channel: event.AtRest})
	}
	return list
}

// inListed tells whether what is mounted at path lies inside a folder that the config treats as a drive: it is one of its
// own.
func (k *keeper) inListed(path string) bool {
	return slices.ContainsFunc(k.cfg.Removable, func(name string) bool { return path != name && within(path, name) })
}

// driveOf returns the drive that holds path, or whatever is mounted there; failing both, the folder's own name stands
// for the device: an incident keeps it, and a path is more than it should.
func (k *keeper) driveOf(path string) (d Drive, real bool) {
	best := Drive{Drive: event.Drive{Device: filepath.Base(path)}}
	for _, d := range k.mounts {
		holds := d.Mount == path || (d.Removable || k.inListed(d.Mount)) && within(path, d.Mount)
		if holds && d.Device != "" && len(d.Mount) > len(best.Mount) {
			best = d
		}
	}
	return best, best.Mount != ""
}

// present returns the wanted roots that are there.
func (k *keeper) present() []root {
	var list []root
	for _, r := range k.wanted() {
		if k.roots.isAway(r.name) {
			continue // not even to be looked at
		}
		found, err := r.locate()
		if err == nil && k.isLed(r.name, found.path) {
			continue
		}
		if err != nil {
			k.absent(r, err)
			continue
		}
		k.problems.clear(r.name, Missing)
		k.problems.clear(r.name, Locked)
		if !at(list, found.path) && !k.roots.isAway(found.path) {
			list = append(list, found)
		}
	}
	return list
}

// isLed tells whether a link stands where a folder of some user was found: whoever made it may lead the guard to what is
// not his. Folders are found by their real paths.
func (k *keeper) isLed(name, real string) bool {
	return name != real && slices.Contains(k.found.Folders, name) && !slices.Contains(k.cfg.Folders, name)
}

// absent tells of a root that cannot be watched. A drive that is not there, or a card reader without a card, is as it
// should be, and so is a folder that was found and has gone since.
func (k *keeper) absent(r root, err error) {
	switch {
	case errors.Is(err, fs.ErrPermission):
		k.problems.set(r.name, Locked, redact.Error(err).Error())
	case slices.Contains(k.cfg.Folders, r.name):
		k.problems.set(r.name, Missing, redact.Error(err).Error())
	}
}
