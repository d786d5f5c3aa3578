// Package syncfolder finds the folders that a cloud or chat service copies to or from this PC: OneDrive, Google Drive,
// Dropbox, Zalo and others. It takes a user's surroundings (variables, drives, registry), looks where the list in
// services.yaml says, and gives the folders that exist. It only reads names and the services' own small settings; it
// never opens a document, follows a network path, asks a service or writes. What it cannot read it skips and tells.
package syncfolder

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// Folder is one that a service copies.
type Folder struct {
	Service string // as people know it, such as "OneDrive"
	Path    string // absolute, without symbolic links; no folder of one answer lies inside another
}

// Find gives the folders that exist now, by path. An error tells what could not be read, one part for each place, and
// comes beside what was found elsewhere. It names no user: places are named as the list has them, with variables.
func Find(env Env) ([]Folder, error) {
	list, err := load(servicesYAML)
	if err != nil {
		return nil, err
	}
	return find(list, env)
}

func find(list []service, env Env) ([]Folder, error) {
	var found []Folder
	var problems []error
	for _, s := range list {
		for _, p := range s.Places {
			if !p.isOn(env.OS) {
				continue
			}
			folders, err := s.at(p, env)
			found = append(found, folders...)
			if err != nil {
				problems = append(problems, fmt.Errorf("%s: %q: %w", s.Name, p.name(), err))
			}
		}
	}
	return merge(found), errors.Join(problems...)
}

// at gives the folders of the service that one place names.
func (s service) at(p place, env Env) ([]Folder, error) {
	paths, err := p.paths(env)
	problems := []error{err}
	if len(paths) > maxNames {
		paths = paths[:maxNames]
		problems = append(problems, fmt.Errorf("more than %d folders", maxNames))
	}
	var found []Folder
	for _, each := range paths {
		path, err := resolve(each, env)
		problems = append(problems, err)
		if path != "" {
			found = append(found, Folder{Service: s.Name, Path: path})
		}
	}
	return found, errors.Join(problems...)
}

// merge leaves out a folder that is, or lies inside, another one. Of two names for one folder the first listed stays.
func merge(found []Folder) []Folder {
	slices.SortStableFunc(found, func(a, b Folder) int { return cmp.Compare(len(a.Path), len(b.Path)) })
	var kept []Folder
	for _, f := range found {
		if !slices.ContainsFunc(kept, func(k Folder) bool { return within(f.Path, k.Path) }) {
			kept = append(kept, f)
		}
	}
	slices.SortFunc(kept, func(a, b Folder) int { return cmp.Compare(a.Path, b.Path) })
	return kept
}

// within tells whether path is dir or lies below it. Both are clean, and dir is no file system's root.
func within(path, dir string) bool {
	rest, ok := strings.CutPrefix(path, dir)
	return ok && (rest == "" || os.IsPathSeparator(rest[0]))
}
