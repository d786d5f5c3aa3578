package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"giumat/guard/event"
)

// A root is a folder or drive that is there now and watched.
type root struct {
	name    string // as the config or the system has it
	path    string // without symbolic links
	channel event.Channel
	drive   event.Drive // as the list of drives has it; zero at rest
	info    fs.FileInfo // which folder it was: a mount puts another one in its place

	told  event.Drive // the drive with all that the system tells of it, asked once when it came
	since time.Time   // when it came into sight
}

// roots are the folders and drives that are there now. Where one lies inside another, the inner one says what its
// files are: a drive mounted inside a guarded folder is a drive.
type roots struct {
	mu     sync.RWMutex
	list   []root
	barred map[string]time.Time // roots of drives that are about to leave, and since when
	skip   []string             // never changed
}

// of returns the innermost root that holds path, unless path is in a folder to be skipped or on a drive that is about
// to leave.
func (r *roots) of(path string) (root, bool) {
	if slices.ContainsFunc(r.skip, func(s string) bool { return within(path, s) }) {
		return root{}, false
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.isBarred(path) {
		return root{}, false
	}
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

// bar takes the root at path, and what lies inside it, out of sight until unbar.
func (r *roots) bar(path string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.barred == nil {
		r.barred = map[string]time.Time{}
	}
	if _, known := r.barred[path]; !known {
		r.barred[path] = time.Now()
	}
}

// unbar returns since when the root at path was barred.
func (r *roots) unbar(path string) (since time.Time, barred bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	since, barred = r.barred[path]
	delete(r.barred, path)
	return since, barred
}

func (r *roots) allBarred() map[string]time.Time {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return maps.Clone(r.barred)
}

// isAway tells whether path is on a drive that is about to leave.
func (r *roots) isAway(path string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.isBarred(path)
}

// isBarred is isAway for whoever holds the lock.
func (r *roots) isBarred(path string) bool {
	for barred := range r.barred {
		if within(path, barred) {
			return true
		}
	}
	return false
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
