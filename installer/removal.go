package installer

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// PlanRemoval gives the steps that Uninstall would take.
func PlanRemoval(s System, packaged, purge bool) ([]Step, error) {
	p := &planner{s: s}
	if !packaged && !s.Package {
		if err := p.removePrograms(); err != nil {
			return nil, err
		}
	} else {
		p.removeAside()
	}
	p.removeAll("install_remove_cache", s.Places.Cache)
	if purge {
		gone := []string{s.Places.Settings, s.Places.Settings + ".old", s.Places.OfficeKey}
		for _, name := range disposable() {
			gone = append(gone, filepath.Join(s.Places.Data, name))
		}
		if !slices.Contains(gone, s.Places.Bundle) { // which is in the data folder on Linux alone
			gone = append(gone, s.Places.Bundle)
		}
		for _, path := range gone {
			p.removeAll("install_remove_file", path)
		}
	}
	if len(p.list) > 0 {
		// Those above after those in them.
		for _, dir := range []string{filepath.Join(s.Places.Data, "quarantine"), s.Places.Data, filepath.Dir(s.Places.Settings)} {
			p.removeEmpty(dir)
		}
	}
	if len(p.list) > 0 && s.keeps(purge) {
		p.list = append(p.list, Step{key: "install_kept", pairs: []string{"folder", s.Places.Data}})
	}
	return p.list, nil
}

// keeps tells whether something stays in the data folder.
func (s System) keeps(purge bool) bool {
	entries, _ := os.ReadDir(s.Places.Data) // none where there is none
	for _, e := range entries {
		held, _ := os.ReadDir(filepath.Join(s.Places.Data, e.Name()))
		if !purge || !slices.Contains(disposable(), e.Name()) && (e.Name() != "quarantine" || len(held) > 0) {
			return true
		}
	}
	return false
}

// disposable are the names in the data folder of what the guard makes anew, or the office gives again. All others there
// are the record, what proves it, and what users will want back.
func disposable() []string {
	return []string{
		"bundle", "cache", "guard.lock", "guard.sock", "selftest", "status.json", "status.json.tmp", "update",
		"verdicts.db", "verdicts.db-shm", "verdicts.db-wal",
	}
}

func (p *planner) removePrograms() error {
	state, err := p.s.Service.State(p.s.Program("guard"))
	if err != nil {
		return err
	}
	if state.Registered {
		p.add(func() error { return errors.Join(p.s.Service.Stop(), p.s.Service.Remove()) }, "install_remove_service", "service", Name)
	}
	trayThere, err := p.s.Tray.There()
	if err != nil {
		return err
	}
	if trayThere {
		p.add(p.s.Tray.Remove, "install_remove_tray")
	}
	if target, err := os.Readlink(p.s.Link); err == nil && target == p.s.Program("guard") {
		p.removeAll("install_remove_file", p.s.Link)
	}
	before := len(p.list)
	for _, name := range programNames {
		p.removeAll("install_remove_file", p.s.Program(name))
	}
	p.removeAside()
	if len(p.list) > before {
		p.removeEmpty(p.s.Programs)
	}
	return nil
}

// removeAside plans that what installations and updates left beside the programs goes: guard.exe.old, guard.old.exe.
func (p *planner) removeAside() {
	for _, name := range programNames {
		beside, _ := filepath.Glob(filepath.Join(p.s.Programs, name+".*")) // the pattern is a good one
		for _, file := range beside {
			if file != p.s.Program(name) {
				p.removeAll("install_remove_file", file)
			}
		}
	}
}

// removeAll plans that a file goes, or a folder with all that is in it.
func (p *planner) removeAll(key, path string) {
	if _, err := os.Lstat(path); err != nil {
		return // not there, or not to be seen
	}
	p.add(func() error {
		err := removeTree(path)
		if err != nil && p.s.Later != nil {
			return p.s.Later(path)
		}
		return err
	}, key, "file", path)
}

// removeTree removes a file, or a folder with all in it, and follows no link. What os.RemoveAll does for it is more than
// Wine 8 can do.
func removeTree(path string) error {
	var dirs []string
	err := filepath.WalkDir(path, func(at string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			dirs = append(dirs, at)
			return nil
		}
		return os.Remove(at)
	})
	for _, dir := range slices.Backward(dirs) {
		err = errors.Join(err, os.Remove(dir))
	}
	return err
}

// removeEmpty plans that a folder goes if it is empty by then.
func (p *planner) removeEmpty(path string) {
	if info, err := os.Lstat(path); err != nil || !info.IsDir() {
		return
	}
	p.add(func() error {
		entries, err := os.ReadDir(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err == nil && len(entries) > 0 && p.s.Later != nil:
			return p.s.Later(path) // at the start of Windows, too, a folder goes only if it is empty
		case err != nil || len(entries) > 0:
			return err
		}
		return os.Remove(path)
	}, "install_remove_folder", "folder", path)
}
