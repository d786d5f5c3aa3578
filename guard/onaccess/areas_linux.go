package onaccess

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"giumat/guard/event"

	"golang.org/x/sys/unix"
)

// Enter begins to guard an area. A drive is guarded wholly at once where a file system is mounted at its path; in a
// folder, Folder must name the folders below. Entering an area again begins anew with it, which a drive that came back
// needs.
func (g *Gate) Enter(a Area) error {
	path := filepath.Clean(a.Path)
	if a.Channel == event.Removable {
		if err := g.enterDrive(path, a.Drive); err != nil {
			return fmt.Errorf("guard a drive: %w", err)
		}
		return nil
	}
	if err := g.guardFolder(path); err != nil {
		return fmt.Errorf("guard an area: %w", err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.leave(path)
		g.areas[path] = nil
	}
	return nil
}

func (g *Gate) enterDrive(path string, drive event.Drive) error {
	dev, err := deviceOf(path)
	if err != nil {
		return err
	}
	group, err := g.newGroup()
	if err != nil {
		return err
	}
	group.drive, group.area, group.dev, group.still, group.whole = &drive, path, dev, local(path), ownFileSystem(path)
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		group.discard()
		return os.ErrClosed
	}
	g.leave(path)
	g.areas[path] = group
	g.running.Go(group.read) // before the mark: from then on programs wait
	g.mu.Unlock()
	guard := group.guardFolder
	if group.whole {
		guard = group.guardAll
	}
	if err = guard(path); err != nil {
		g.leaveGroup(path, group)
	}
	return err
}

// Folder says that there is a folder dir in the area at root. It may be called again for a known one. A folder that
// cannot be guarded is passed over: in silence when it is gone, else with a line in the log.
func (g *Gate) Folder(root, dir string) {
	g.mu.Lock()
	group, known := g.areas[filepath.Clean(root)]
	g.mu.Unlock()
	if !known || group != nil && group.whole {
		return
	}
	guard := g.guardFolder
	if group != nil {
		guard = group.guardFolder
	}
	if err := guard(dir); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, os.ErrClosed) {
		g.log.warn("cannot guard a folder", err)
	}
}

// guardFolder begins to guard what lies directly in dir, which is not on a drive.
func (g *Gate) guardFolder(dir string) error {
	dev, err := deviceOf(dir)
	if err != nil {
		return err
	}
	group, err := g.folderGroup(dev, dir)
	if err != nil {
		return err
	}
	return group.guardFolder(dir)
}

// Leave ends the guarding of the area at path, which may be gone. The marks on an area's folders go with the folders.
func (g *Gate) Leave(path string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.leave(filepath.Clean(path))
}

// leave is Leave with the mutex held.
func (g *Gate) leave(path string) {
	group := g.areas[path]
	delete(g.areas, path)
	if group == nil {
		return
	}
	group.close()
	if group.whole {
		g.locks.dropDevice(group.dev)
	}
}

// leaveGroup undoes an entering that failed, unless another came in between.
func (g *Gate) leaveGroup(path string, group *group) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.areas[path] == group {
		g.leave(path)
	}
}

// groups lists all groups; the mutex is held.
func (g *Gate) groups() []*group {
	all := slices.Collect(maps.Values(g.folders))
	for _, group := range g.areas {
		if group != nil {
			all = append(all, group)
		}
	}
	return all
}

// folderGroup gives the group for the folders of the file system dev, in which path is.
func (g *Gate) folderGroup(dev uint64, path string) (*group, error) {
	g.mu.Lock()
	group := g.folders[dev]
	g.mu.Unlock()
	if group != nil {
		return group, nil
	}
	made, err := g.newGroup()
	if err != nil {
		return nil, err
	}
	made.dev, made.still = dev, local(path)
	g.mu.Lock()
	defer g.mu.Unlock()
	if group := g.folders[dev]; group != nil || g.closed {
		made.discard()
		if g.closed {
			return nil, os.ErrClosed
		}
		return group, nil
	}
	g.folders[dev] = made
	g.running.Go(made.read)
	return made, nil
}

// deviceOf follows no link: a folder's mark does not, either.
func deviceOf(dir string) (uint64, error) {
	var s unix.Stat_t
	if err := unix.Lstat(dir, &s); err != nil {
		return 0, err
	}
	return s.Dev, nil
}
