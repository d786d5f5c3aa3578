package watch

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"sync"

	"giumat/guard/redact"
)

// folders are the system's watches, one for each folder below the roots, or with a recursive notifier one for each
// root. The notifier knows folders by the name they had when they were added and is not told of a new name, so the
// watches of a renamed folder must be dropped and set anew: see cover and drop. One goroutine, the keeper, calls all
// methods but count.
type folders struct {
	roots    *roots
	problems *problems
	notifier notifier
	gate     Gate

	mu        sync.Mutex
	watched   map[string]struct{}
	unwatched map[string]struct{} // folders to look at from time to time instead
}

func newFolders(r *roots, p *problems, g Gate) *folders {
	return &folders{roots: r, problems: p, gate: g, watched: map[string]struct{}{}, unwatched: map[string]struct{}{}}
}

// reset starts anew with a notifier that watches nothing yet.
func (f *folders) reset(n notifier) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.notifier = n
	clear(f.watched)
	clear(f.unwatched)
}

// cover watches dir and every folder below it that lies in a root, and gives each file that it meets to file. A
// folder is watched before it is read: whatever is made in it is either met here or heard of.
func (f *folders) cover(ctx context.Context, dir string, file func(path string)) {
	f.drop(dir)
	f.problems.clearBelow(dir)
	_ = walk(ctx, dir, visitor{
		enter: f.watch,
		file: func(path string, _ fs.DirEntry) error {
			file(path)
			return nil
		},
		unreadable: f.unreadable,
	}) // the only error is ctx's
	f.clearUnwatched(dir)
}

// watch adds one folder, unless its root's watch covers it or will do so when it can be had. It is false when the
// folder is gone or to be skipped.
func (f *folders) watch(path string) bool {
	r, ok := f.roots.of(path)
	if !ok {
		return false
	}
	f.gate.Folder(r.path, path)
	if f.notifier.Recursive() && path != r.path {
		return true
	}
	err := f.notifier.Add(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false
	case err != nil:
		f.retry(path)
		f.problems.set(r.path, Unwatched, reason(err))
		return true
	}
	f.mu.Lock()
	f.watched[path] = struct{}{}
	f.mu.Unlock()
	return true
}

func (f *folders) unreadable(path string, err error) {
	f.retry(path)
	f.problems.set(path, Unreadable, redact.Error(err).Error())
}

func (f *folders) retry(path string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.unwatched[path] = struct{}{}
}

// drop gives up the watches of dir and of all folders below it, which takes a look at every watch. A path that was
// never watched, like a file's, costs next to nothing.
func (f *folders) drop(dir string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, watched := f.watched[dir]
	_, unwatched := f.unwatched[dir]
	if !watched && !unwatched {
		return
	}
	for path := range f.unwatched {
		if within(path, dir) {
			delete(f.unwatched, path)
		}
	}
	for path := range f.watched {
		if within(path, dir) {
			delete(f.watched, path)
			_ = f.notifier.Remove(path) // the system may have dropped it already, with the folder or the drive
		}
	}
}

// forget gives up the watch of one folder that was removed. It was empty: whatever was in it was told of before.
func (f *folders) forget(dir string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.unwatched, dir)
	if _, ok := f.watched[dir]; ok {
		delete(f.watched, dir)
		_ = f.notifier.Remove(dir)
	}
}

// clearUnwatched takes the problem off dir's root when all folders of the root are watched again.
func (f *folders) clearUnwatched(dir string) {
	r, ok := f.roots.of(dir)
	if !ok {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for path := range f.unwatched {
		if within(path, r.path) {
			return
		}
	}
	f.problems.clear(r.path, Unwatched)
}

// outermostUnwatched returns the folders to look at because they are not watched, without those whose parent is
// looked at anyway.
func (f *folders) outermostUnwatched() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []string
	for path := range f.unwatched {
		if _, covered := f.unwatched[filepath.Dir(path)]; !covered {
			list = append(list, path)
		}
	}
	return list
}

func (f *folders) count() (watched, unwatched int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.watched), len(f.unwatched)
}
