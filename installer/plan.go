package installer

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Plan gives the steps that Install would take: none for what is in place already.
func Plan(s System, o Options) ([]Step, error) {
	p := &planner{s: s, o: o}
	p.o.Packaged = o.Packaged || s.Package
	for _, plan := range []func() error{
		// What was given is read first, and nothing is done where it is not good; but folders that an ordinary user made
		// are found before them, for what lies there is not the office's.
		p.folders, p.settings, p.officeKey, p.bundle, p.programs, p.cache, p.service, p.tray,
	} {
		if err := plan(); err != nil {
			return nil, err
		}
	}
	return p.list, nil
}

// planner makes steps.
type planner struct {
	s    System
	o    Options
	list []Step

	aside       []string          // folders that are put out of the way
	key         ed25519.PublicKey // the office's, as it will be; nil: none
	newPrograms bool
}

func (p *planner) add(do func() error, key string, pairs ...string) {
	p.list = append(p.list, Step{key, pairs, do})
}

func (p *planner) folders() error {
	for _, f := range p.s.folders(p.o.Packaged) {
		standing, err := p.s.Folders.Look(f.path, f.access)
		if err != nil {
			return fmt.Errorf("folder %q: %w", f.path, err)
		}
		if p.isAside(f.path) {
			standing = Absent
		}
		switch standing {
		case Foreign:
			p.aside = append(p.aside, f.path)
			p.add(func() error { return putAside(f.path) }, "install_folder_aside", "folder", f.path)
			fallthrough
		case Absent:
			p.add(func() error { return p.s.Folders.Make(f.path, f.access) }, "install_folder", "folder", f.path)
		case Loose:
			p.add(func() error { return p.s.Folders.Set(f.path, f.access) }, "install_rights", "folder", f.path)
		}
	}
	return nil
}

// folder is one of ours.
type folder struct {
	path   string
	access Access
}

// folders are ours, those above before those in them. A package makes that of the programs.
func (s System) folders(packaged bool) []folder {
	list := []folder{{filepath.Dir(s.Places.Settings), Readable}, {s.Places.Data, Private}, {s.Places.Bundle, Readable}, {s.Places.Cache, Readable}}
	if !packaged {
		list = append(list, folder{s.Programs, Readable})
	}
	return list
}

// isAside tells whether what is at a path will not be there any more.
func (p *planner) isAside(path string) bool {
	for _, folder := range p.aside {
		if strings.HasPrefix(path, folder+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

// putAside renames what stands where a folder of ours is to be. What an ordinary user made beforehand is not made ours:
// he may hold it open with rights that no change takes from him.
func putAside(path string) error {
	for n := 1; ; n++ {
		other := fmt.Sprintf("%s.old-%d", path, n)
		if _, err := os.Lstat(other); errors.Is(err, fs.ErrNotExist) {
			return os.Rename(path, other)
		}
	}
}

// read gives a file of ours as it will be after the steps so far: nil for none.
func (p *planner) read(path string) ([]byte, error) {
	if p.isAside(path) {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

func (p *planner) cache() error {
	standing, err := lookAtCache(p.s.Places.Cache)
	if err != nil {
		return err
	}
	// A package may bring another PDFium, and only trying it tells.
	if standing == Right && !p.isAside(p.s.Places.Cache) && !p.o.Packaged && !p.newPrograms {
		return nil
	}
	p.add(func() error {
		if err := p.o.Compile(); err != nil {
			return err
		}
		return readable(p.s.Places.Cache)
	}, "install_cache", "folder", p.s.Places.Cache)
	return nil
}

func (p *planner) service() error {
	program := p.s.Program("guard")
	state, err := p.s.Service.State(program)
	if err != nil {
		return err
	}
	if p.o.Packaged {
		// The package registers it; what it cannot say of the service is set all the same.
		if p.s.Service.CompletesPackages() && state.Registered && !state.AsWanted {
			p.add(func() error { return p.s.Service.Put(program) }, "install_service_settings", "service", Name)
		}
		return nil
	}
	changed := len(p.list) > 0
	if !state.AsWanted {
		p.add(func() error { return p.s.Service.Put(program) }, "install_service", "service", Name)
	}
	switch {
	case !state.Manager:
		p.list = append(p.list, Step{key: "install_no_manager"})
	case !state.Running:
		p.add(p.s.Service.Start, "install_start", "service", Name)
	case changed || !state.AsWanted:
		p.add(func() error { return errors.Join(p.s.Service.Stop(), p.s.Service.Start()) }, "install_restart", "service", Name)
	}
	return nil
}

func (p *planner) tray() error {
	if p.o.Packaged {
		return nil
	}
	program := p.s.Program("tray")
	set, err := p.s.Tray.Set(program)
	if err != nil || set {
		return err
	}
	p.add(func() error { return p.s.Tray.Put(program) }, "install_tray")
	return nil
}

// Program is the path of an installed program: "guard" or "tray".
func (s System) Program(name string) string { return filepath.Join(s.Programs, name+s.Suffix) }
