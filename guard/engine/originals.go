package engine

import (
	"os"
	"sync"

	"giumat/guard/verdicts"
)

// maxKnown bounds what the engine keeps in mind: some 150 bytes each.
const maxKnown = 10_000

// originals are the marked files that lie in the guarded folders, by their content: what turns up elsewhere may be a
// copy of one. They are kept in memory alone. The zero value is ready.
type originals struct {
	mu    sync.Mutex
	paths map[string]string // by SHA-256
}

func (o *originals) note(sha256, path string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.paths == nil {
		o.paths = map[string]string{}
	}
	if _, known := o.paths[sha256]; sha256 != "" && (known || len(o.paths) < maxKnown) {
		o.paths[sha256] = path
	}
}

// of gives the file of that content, if it is still there and is another one than the file at path.
func (o *originals) of(sha256, path string) string {
	o.mu.Lock()
	original := o.paths[sha256]
	o.mu.Unlock()
	if _, err := os.Lstat(original); err != nil || original == path {
		return ""
	}
	return original
}

// brought are the files that lay on a drive when it was plugged in: they are not moved off somebody's carrier, whatever
// name he gives them there. The zero value is ready.
type brought struct {
	mu    sync.Mutex
	files map[string]struct{} // by the part of the key that a new name does not change
}

func (b *brought) note(k verdicts.Key) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.files == nil {
		b.files = map[string]struct{}{}
	}
	if k.File() != "" && len(b.files) < maxKnown {
		b.files[k.File()] = struct{}{}
	}
}

func (b *brought) has(k verdicts.Key) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, has := b.files[k.File()]
	return has
}
