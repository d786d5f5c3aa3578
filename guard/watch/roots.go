package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"giumat/guard/event"
)

// A root is a folder or drive that is there now and watched.
type root struct {
	name    string // as the config or the system has it
	path    string // without symbolic links
	channel event.Channel
	drive   event.Drive // zero at rest
	info    fs.FileInfo // which folder it was: a mount puts another one in its place
}

// roots are the folders and drives that are there now. Where one lies inside another, the inner one says what its
// files are: a drive mounted inside a guarded folder is a drive.
type roots struct {
	mu   sync.RWMutex
	list []root
	skip []string // never changed
}

// of returns the innermost root that holds path, unless path is in a folder to be skipped.
func (r *roots) of(path string) (root, bool) {
	if slices.ContainsFunc(r.skip, func(s string) bool { return within(path, s) }) {
		return root{}, false
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	var best root
	for _, each := range r.list {
		if within(path, each.path) && len(each.path) > len(best.path) {
			best = each
		}
	}
	return best, best.path != ""
}

func (r *roots) all() []root {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.Clone(r.list)
}

func (r *roots) set(list []root) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = list
}

// locate finds the folder that the root's name stands for now.
func (r root) locate() (root, error) {
	path, err := filepath.EvalSymlinks(r.name)
	if err != nil {
		return r, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return r, err
	}
	if !info.IsDir() {
		return r, errors.New("not a folder")
	}
	os.SameFile(info, info) // Windows reads a file's number only when asked, and must be asked now
	r.path, r.info = path, info
	return r, nil
}

func (r root) same(other root) bool {
	return r.path == other.path && r.channel == other.channel && r.drive == other.drive && os.SameFile(r.info, other.info)
}

// at tells whether one of list is at path.
func at(list []root, path string) bool {
	return slices.ContainsFunc(list, func(r root) bool { return r.path == path })
}

// within tells whether path is dir or lies below it. Both are clean.
func within(path, dir string) bool {
	rest, ok := strings.CutPrefix(path, dir)
	return ok && (rest == "" || os.IsPathSeparator(rest[0]) || os.IsPathSeparator(dir[len(dir)-1]))
}

func absolute(paths []string) ([]string, error) {
	var list []string
	for _, p := range paths {
		abs, err := filepath.Abs(p)
		if err != nil {
			return nil, fmt.Errorf("folder %q: %w", p, err)
		}
		if !slices.Contains(list, abs) {
			list = append(list, abs)
		}
	}
	return list, nil
}
